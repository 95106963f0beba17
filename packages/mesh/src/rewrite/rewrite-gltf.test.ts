import { EXTMeshoptCompression, KHRDracoMeshCompression } from "@gltf-transform/extensions";
import draco3d from "draco3d";
import { strFromU8, unzipSync } from "fflate";
import { validateBytes } from "gltf-validator";
import { MeshoptEncoder } from "meshoptimizer";
import { AnimationMixer, Vector3, type Mesh } from "three";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import { beforeAll, describe, expect, it } from "vitest";
import { concatBytes } from "../../test/concat-bytes.ts";
import { inPage } from "../../test/in-page.ts";
import { GlbMaker, makeBox } from "../../test/make-glb.ts";
import { makeMovingMaker } from "../../test/make-moving-glb.ts";
import { packGltf } from "../../test/pack-gltf.ts";
import { convert, type ConvertOptions } from "../convert/convert.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes } from "../write-model.ts";
import type { GltfJson } from "./gltf-file.ts";

/** The whole is 5 metres wide, from the blob's right to the cube's left. */
const SIZE = { realSize: { axis: "width", value: 50, unit: "cm" } } as const;
const SCALE = 0.1;

const jsonOf = (glb: Uint8Array) => JSON.parse(strFromU8(glb.subarray(20, 20 + new DataView(glb.buffer, glb.byteOffset).getUint32(12, true)))) as GltfJson;

/** The same file with other JSON. */
function withJson(glb: Uint8Array, change: (json: GltfJson) => void): Uint8Array {
  const json = jsonOf(glb);
  change(json);
  const text = new TextEncoder().encode(JSON.stringify(json));
  const head = Uint8Array.from([...text, ...new Array<number>(-text.length & 3).fill(0x20)]);
  const rest = glb.subarray(20 + new DataView(glb.buffer, glb.byteOffset).getUint32(12, true));
  const words = new Uint8Array(Uint32Array.from([0x46546c67, 2, 20 + head.length + rest.length, head.length, 0x4e4f534a]).buffer);
  return concatBytes([words, head, rest]);
}

async function converted(glb: Uint8Array, format: "glb" | "gltf", options: ConvertOptions = {}) {
  const conversion = await convert(glb, format, options);
  const bytes = await collectBytes(conversion.chunks);
  return { bytes, card: conversion.card, files: format === "gltf" ? unzipSync(bytes) : {} };
}

/** That a mesh on joints hangs on a node that does not move it is meant so. */
const IGNORED = ["NODE_SKINNED_MESH_NON_ROOT"];

async function errorsIn(bytes: Uint8Array, files: Record<string, Uint8Array> = {}) {
  const { issues } = await validateBytes(bytes, { ignoredIssues: IGNORED, externalResourceFunction: (uri) => Promise.resolve(files[decodeURIComponent(uri)]!) });
  return issues.messages.filter(({ severity }) => severity < 2).map(({ code, pointer }) => `${code} ${pointer}`);
}

/** Where another program has every vertex of every mesh while it moves, three numbers each, at four times. */
async function courseOf(glb: Uint8Array): Promise<Map<string, number[]>> {
  const { scene, animations } = await inPage(() => new GLTFLoader().parseAsync(glb.slice().buffer, ""));
  const mixer = new AnimationMixer(scene);
  for (const clip of animations) mixer.clipAction(clip).play();
  const course = new Map<string, number[]>();
  for (const time of [0, 0.5, 1, 1.75]) {
    mixer.setTime(time);
    scene.updateMatrixWorld(true);
    scene.traverse((object) => {
      if (!("isMesh" in object)) return;
      const mesh = object as Mesh;
      const places = course.get(mesh.name) ?? [];
      for (let vertex = 0; vertex < mesh.geometry.attributes.position!.count; vertex++) places.push(...mesh.getVertexPosition(vertex, new Vector3()).applyMatrix4(mesh.matrixWorld).toArray());
      course.set(mesh.name, places);
    });
  }
  return course;
}

async function expectSameCourse(made: Uint8Array, original: Uint8Array) {
  const [found, wanted] = [await courseOf(made), await courseOf(original)];
  expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
  expect(found.size).toBe(3);
  for (const [name, places] of wanted) {
    const misses = places.map((value, at) => Math.abs(value * SCALE - found.get(name)![at]!));
    expect(Math.max(...misses)).toBeLessThan(1e-6);
    // It does move.
    expect(places.slice(0, places.length / 4)).not.toEqual(places.slice(places.length / 2, (3 * places.length) / 4));
  }
}

let moving: Uint8Array;
beforeAll(async () => {
  await MeshoptEncoder.ready;
  moving = await makeMovingMaker().bytes();
});

describe("a GLB in its real size", () => {
  it("moves as it did in another program, every vertex of it, and is as large as was said", async () => {
    const { bytes, card } = await converted(moving, "glb", SIZE);
    expect(await errorsIn(bytes)).toEqual(await errorsIn(moving));
    await expectSameCourse(bytes, moving);
    expect(card).toMatchObject({ isRealSize: true, dimensions: { width: expect.closeTo(0.5, 6) as number }, changed: [], lost: [], dropped: [], notes: [], bytes: bytes.length });
    expect(card.kept).toEqual(expect.arrayContaining(["animations", "lights", "materialExtensions", "names", "size"]));
    const again = await convert(bytes, "stl");
    expect(again.card.dimensions.width).toBeCloseTo(500, 3);
  });

  it("says of a format that has no animation that it is lost", async () => {
    const { card } = await convert(moving, "obj");
    expect(card.lost).toContain("animations");
    expect(card.dropped).toEqual(expect.arrayContaining(["animations", "joints", "morphs", "cameras", "lights"]));
  });

  it("has all else as it was: accessors, skins, words of its maker, what nobody knows", async () => {
    const known = withJson(moving, (json) => {
      json.extensionsUsed = [...(json.extensionsUsed ?? []), "ACME_warranty"];
      json.extensions = { ...json.extensions, ACME_warranty: { years: 5 } };
    });
    const [was, is] = [jsonOf(known), jsonOf((await converted(known, "glb", SIZE)).bytes)];
    for (const list of ["accessors", "bufferViews", "buffers", "animations", "skins", "meshes", "textures", "images", "samplers", "extensionsUsed"]) expect([list, is[list]]).toEqual([list, was[list]]);
    expect(is.nodes!.slice(0, was.nodes!.length)).toEqual(was.nodes);
    expect(is.extensions!.ACME_warranty).toEqual({ years: 5 });
    expect(is.scenes![0]).toMatchObject({ extras: { made: "by hand" } });
    // As it was given where it has the size that was asked for.
    expect(jsonOf((await converted(known, "glb")).bytes)).toEqual(was);
  });

  it("looks as it did in the light of its lamps, through its glass and its cameras", async () => {
    const { cameras, materials, extensions } = jsonOf((await converted(moving, "glb", SIZE)).bytes);
    const near = (value: number) => expect.closeTo(value, 9) as number;
    expect(cameras).toMatchObject([{ perspective: { yfov: 1, znear: near(0.05), zfar: near(5) } }, { orthographic: { xmag: near(0.3), ymag: near(0.2), znear: near(0.05), zfar: near(5) } }]);
    expect(materials![0]!.extensions!.KHR_materials_volume).toMatchObject({ thicknessFactor: 0.25, attenuationDistance: near(0.4) });
    expect(extensions!.KHR_lights_punctual!.lights).toMatchObject([{ type: "point", intensity: near(0.1), range: near(0.6) }, { type: "spot", intensity: near(0.1), range: near(0.6) }, { type: "directional", intensity: 10 }]);
  });

  it("may show one node in two scenes, and none that hangs on another", async () => {
    const maker = new GlbMaker();
    const node = maker.show(maker.box(), "shared");
    maker.document.createScene("second").addChild(node).addChild(maker.document.createNode("alone").setMesh(maker.box()));
    const { bytes } = await converted(await maker.bytes(), "glb", SIZE);
    expect(await errorsIn(bytes)).toEqual([]);
    const { scenes, nodes } = jsonOf(bytes);
    expect(scenes!.map((scene) => scene.nodes!.map((at) => [nodes![at]!.scale, nodes![at]!.children!.length]))).toEqual([[[[0.5, 0.5, 0.5], 1]], [[[0.5, 0.5, 0.5], 1], [[0.5, 0.5, 0.5], 1]]]);
    const wrong = withJson(await makeBox(), (json) => {
      json.nodes!.push({ children: [0] });
      json.scenes![0]!.nodes = [0, 1];
    });
    await expect(converted(wrong, "glb", SIZE)).rejects.toMatchObject({ name: "InvalidGlbError", fault: "invalid" });
  });

  it("leaves its pictures out where it is asked to, and their bytes", async () => {
    const { bytes, card } = await converted(moving, "glb", { ...SIZE, textures: false });
    expect(await errorsIn(bytes)).toEqual([]);
    await expectSameCourse(bytes, moving);
    const json = jsonOf(bytes);
    expect([json.images, json.textures, json.samplers]).toEqual([undefined, undefined, undefined]);
    expect(json.materials![0]).toMatchObject({ name: "glass", extensions: { KHR_materials_transmission: { transmissionFactor: 1 } } });
    expect(json.materials![0]).not.toHaveProperty("emissiveFactor");
    const picture = unzipSync((await converted(moving, "gltf")).bytes)["textures/squares.png"]!.length;
    const saved = jsonOf(moving).buffers![0]!.byteLength - json.buffers![0]!.byteLength;
    expect(saved).toBeGreaterThanOrEqual(picture);
    expect(saved).toBeLessThan(picture + 8);
    expect(card.lost).toEqual(expect.arrayContaining(["baseColorTexture"]));
    expect(card.kept).toContain("animations");
  });
});

describe("a GLTF in its real size", () => {
  it("moves as it did in another program, with its pictures as files", async () => {
    const { bytes, files, card } = await converted(moving, "gltf", SIZE);
    expect(Object.keys(files)).toEqual(["scene.gltf", "scene.bin", "textures/squares.png"]);
    expect(await errorsIn(files["scene.gltf"]!, files)).toEqual(await errorsIn(moving));
    await expectSameCourse(packGltf(files), moving);
    expect(card).toMatchObject({ lost: [], dropped: [], bytes: bytes.length });
  });

  it("keeps pictures in the buffer that something unknown may name", async () => {
    const { files } = await converted(withJson(moving, (json) => json.extensionsUsed!.push("ACME_sound")), "gltf");
    expect(Object.keys(files)).toEqual(["scene.gltf", "scene.bin"]);
    expect(await errorsIn(files["scene.gltf"]!, files)).toEqual(await errorsIn(moving));
  });
});

describe.each(["meshopt", "Draco"])("a file that is compressed with %s", (kind) => {
  let packed: Uint8Array;
  let draco: object;
  const name = kind === "Draco" ? "KHR_draco_mesh_compression" : "EXT_meshopt_compression";
  beforeAll(async () => {
    draco = await draco3d.createDecoderModule();
    const maker = makeMovingMaker();
    if (kind === "Draco") maker.document.createExtension(KHRDracoMeshCompression).setRequired(true);
    else maker.document.createExtension(EXTMeshoptCompression).setRequired(true);
    packed = await maker.bytes({ "meshopt.encoder": MeshoptEncoder, "draco3d.encoder": await draco3d.createEncoderModule() });
  });

  it("stays so as GLB, and moves", async () => {
    const { bytes, card } = await converted(packed, "glb", { ...SIZE, draco });
    expect(jsonOf(bytes).extensionsRequired).toContain(name);
    expect(bytes.length).toBeLessThan(packed.length + 200);
    expect(card.lost).toEqual([]);
    const again = await readGlb(bytes, { draco });
    expect(again.parts.length).toBe(3);
    for (const textures of [true, false]) expect((await convert((await converted(packed, "glb", { ...SIZE, draco, textures })).bytes, "stl", { draco })).card.dimensions.width).toBeCloseTo(500, 0);
  });

  it("is unpacked as GLTF, so that any program reads it, and says what of it only its own program knows", async () => {
    const { files, card } = await converted(packed, "gltf", { ...SIZE, draco });
    const json = JSON.parse(strFromU8(files["scene.gltf"]!)) as GltfJson;
    expect(json.extensionsUsed).not.toContain(name);
    expect(await errorsIn(files["scene.gltf"]!, files)).toEqual([]);
    const course = await courseOf(packGltf(files));
    expect([...course.keys()].sort()).toEqual(["bar", "blob", "cube"]);
    expect(card).toMatchObject({ lost: [], dropped: [] });
    const odd = withJson(packed, (changed) => changed.extensionsUsed!.push("ACME_warranty"));
    const oddly = await convert(odd, "gltf", { ...SIZE, draco });
    expect(oddly.card).toMatchObject({ dropped: ["extensions"], notes: ["Left out: extensions."] });
  });
});
