import { describe, expect, it } from "vitest";
import { judgeFileType } from "./judge-file-type.ts";
import { makeGlb, makePng } from "./test/make-glb.ts";

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8, 0, 100, 0, 200, 3]);
const WEBP = Buffer.concat([Buffer.from("RIFF\x1a\0\0\0WEBPVP8X", "latin1"), Buffer.from([10, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 199, 0, 0])]);
const ZIP = Buffer.from("PK\x03\x04rest");
const HTML = Buffer.from("<!doctype html><title>x</title>");
const XML = Buffer.from("\ufeff\n<?xml version='1.0'?><Error/>");
const STL = Buffer.alloc(84 + 100).fill(2, 80, 81);

describe("the kind of a file", () => {
  it.each<[string, Buffer]>([
    ["model.glb", makeGlb()],
    ["MODEL.GLB", makeGlb()],
    ["model.fbx", Buffer.from("Kaydara FBX Binary  \0\x1a\0")],
    ["model.fbx", Buffer.from("; FBX 7.4.0 project file\n")],
    ["model.usdz", ZIP],
    ["model.3mf", ZIP],
    ["textures.zip", ZIP],
    ["model.stl", STL],
    ["model.stl", Buffer.from("solid cube\nfacet normal 0 0 1\n")],
    ["model.stl", Buffer.concat([Buffer.from("solid, says the binary header"), Buffer.alloc(100)])],
    ["model.obj", Buffer.from("\ufeff\r\n# made by hand\r\n")],
    ["model.obj", Buffer.from("v 0 0 0\n")],
    ["model.obj", Buffer.from("mtllib a.mtl\n")],
    ["model.mtl", Buffer.from("newmtl a\n")],
    ["readme.txt", Buffer.from("anything")],
  ])("%s can be what its name says", (name, bytes) => {
    expect(judgeFileType(name, bytes, "given/type")).toMatchObject({ contentType: "given/type" });
  });

  it.each(["model.glb", "a.png", "a.webp", "model.usdz", "model.fbx", "model.stl", "model.obj", "model.mtl", "model.unknown", "noextension"])("%s is neither HTML nor XML", (name) => {
    for (const page of [HTML, XML, Buffer.concat([Buffer.from(" \n\t"), HTML])]) expect(judgeFileType(name, page, "model/gltf-binary")).toBeNull();
  });

  it.each(["model.glb", "a.png", "model.3mf", "model.fbx", "model.stl", "model.obj", "model.mtl"])("%s is not nothing", (name) => {
    expect(judgeFileType(name, Buffer.alloc(0), "x/y")).toBeNull();
  });

  it.each<[string, Buffer]>([
    ["model.glb", ZIP],
    ["model.usdz", makeGlb()],
    ["model.png", makeGlb()],
    ["model.obj", Buffer.from("v 0 0 0\n\0")],
    ["model.obj", Buffer.from("hello there")],
    ["model.mtl", Buffer.from("v 0 0 0")],
  ])("%s is not the wrong kind", (name, bytes) => {
    expect(judgeFileType(name, bytes, "x/y")).toBeNull();
  });

  it("is that of the picture's bytes, whatever it is called", () => {
    for (const name of ["a.png", "a.jpg", "a.jpeg", "a.webp"]) {
      expect([makePng(4, 4), JPEG, WEBP].map((bytes) => judgeFileType(name, bytes, "image/png")?.contentType)).toEqual(["image/png", "image/jpeg", "image/webp"]);
    }
    expect(judgeFileType("a.jpg", Buffer.concat([JPEG.subarray(0, 4), Buffer.from([0xff, 0xf0])]), "image/png")?.contentType).toBe("image/jpeg");
  });

  it("comes with the length that the first bytes promise", () => {
    expect(judgeFileType("model.glb", makeGlb({ bytes: 1000 }), "x/y")?.expectedBytes).toBe(makeGlb({ bytes: 1000 }).length);
    expect(judgeFileType("model.stl", STL, "x/y")?.expectedBytes).toBe(184);
    expect(judgeFileType("model.obj", Buffer.from("v 0 0 0\n"), "x/y")?.expectedBytes).toBeNull();
  });
});
