import { strFromU8, unzipSync } from "fflate";
import type { Group, Mesh, MeshPhongMaterial } from "three";
import { OBJLoader } from "three/examples/jsm/loaders/OBJLoader.js";
import { describe, expect, it } from "vitest";
import { makeBox } from "../../test/make-glb.ts";
import { makeRichGlb, PIXELS, RICH } from "../../test/make-rich-glb.ts";
import { measureCorners } from "../../test/measure-corners.ts";
import { decodePng, pngCodec } from "../../test/png-codec.ts";
import { tintedPixels } from "../../test/tinted-pixels.ts";
import type { Part, Wrap } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes, judgeFormat, writeModel } from "../write-model.ts";
import type { WriteOptions } from "./write-options.ts";

async function filesOf(glb: Uint8Array, options: WriteOptions = {}) {
  const files = unzipSync(await collectBytes(writeModel(await readGlb(glb), "obj", { codec: pngCodec, name: "my vase", ...options })));
  return { files, obj: strFromU8(files["my_vase.obj"]!), mtl: strFromU8(files["my_vase.mtl"]!) };
}

const meshesOf = (group: Group) => group.children as Mesh[];
const cornersOf = (meshes: Mesh[]) => meshes.flatMap(({ geometry }) => [...geometry.getAttribute("position").array]);
/** What the library says of one material: its words and what follows them. */
const materialOf = (mtl: string, name: string) => {
  const lines = mtl.split(`newmtl ${name}\n`)[1]!.split("newmtl ")[0]!.trim().split("\n");
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]));
};

describe("OBJ", () => {
  it("is read with all parts, in their size, closed, their textures the right way up", async () => {
    const { obj } = await filesOf(await makeRichGlb(), { scale: 0.5, unit: "cm" });
    const meshes = meshesOf(new OBJLoader().parse(obj));
    expect(meshes.map(({ name }) => name)).toEqual(["Vase_花", "plain", "bare"]);
    expect(meshes.map(({ material }) => (material as MeshPhongMaterial).name)).toEqual(["Glazed_釉", "Material", "green"]);
    const { triangles, min, max, volume } = measureCorners(cornersOf(meshes));
    expect(triangles).toBe(RICH.triangles);
    expect(min).toEqual(RICH.min.map((value) => value * 50));
    expect(max).toEqual(RICH.max.map((value) => value * 50));
    expect(volume / 50 ** 3 / RICH.volume).toBeCloseTo(1, 6);
    const [vase, plain, bare] = meshes.map(({ geometry }) => geometry);
    const [source, colored, uncut] = (await readGlb(await makeRichGlb())).parts as [Part, Part, Part];
    source.indices.forEach((vertex, corner) => {
      expect(vase!.getAttribute("uv").getX(corner)).toBe(source.uvs![2 * vertex]);
      expect(vase!.getAttribute("uv").getY(corner)).toBe(1 - source.uvs![2 * vertex + 1]!);
      expect(vase!.getAttribute("normal").getX(corner)).toBe(source.normals![3 * vertex]! + 0);
    });
    // The reader turns sRGB back into linear.
    colored.indices.forEach((vertex, corner) => {
      expect(plain!.getAttribute("color").getX(corner)).toBeCloseTo(colored.colors![4 * vertex]!, 5);
      expect(plain!.getAttribute("color").getY(corner)).toBeCloseTo(colored.colors![4 * vertex + 1]!, 5);
    });
    uncut.indices.forEach((vertex, corner) => expect(bare!.getAttribute("uv").getX(corner)).toBe(uncut.uvs![2 * vertex]));
    expect([vase!.getAttribute("color"), plain!.getAttribute("uv")]).toEqual([undefined, undefined]);
  });

  it("has each corner of a cube once, whatever its normals split", async () => {
    const { obj } = await filesOf(await makeBox());
    expect(obj.match(/^v /gm)).toHaveLength(8);
    expect(obj.match(/^vn /gm)).toHaveLength(24);
    expect(obj).toContain("# unit m, y up\nmtllib my_vase.mtl\n");
  });

  it("stands on its feet with Z up, and keeps what is very small", async () => {
    const { obj } = await filesOf(await makeRichGlb(), { upAxis: "z", scale: 1e-6 });
    const { min, max } = measureCorners(cornersOf(meshesOf(new OBJLoader().parse(obj))));
    [-1e-6, -2e-6, -1.5e-6].forEach((value, axis) => expect(min[axis]! * 1e6).toBeCloseTo(value * 1e6, 5));
    [10.5, 2, 10.5].forEach((value, axis) => expect(max[axis]! * 1e6).toBeCloseTo(value, 4));
  });

  it("has every texture beside it, and roughness and metalness as pictures of their own", async () => {
    const { files, mtl } = await filesOf(await makeRichGlb());
    const glazed = materialOf(mtl, "Glazed_釉");
    expect(glazed).toMatchObject({ map_Kd: "base_colour-tinted.png", norm: "bumps-scaled.png", map_Bump: "-bm 1 bumps-scaled.png", map_Ke: "glow-tinted.png", map_Pr: "surface-green.png", map_Pm: "surface-blue.png", Pr: "1", d: "1" });
    expect(glazed.map_d).toBeUndefined();
    expect(Object.keys(files).sort()).toEqual(["base_colour-tinted.png", "bumps-scaled.png", "glow-tinted.png", "my_vase.mtl", "my_vase.obj", "surface-blue.png", "surface-green.png"]);
    const grey = (values: number[]) => values.flatMap((value) => [value, value, value, 255]);
    expect([...decodePng(files["surface-green.png"]!).data]).toEqual(grey([5, 120, 35, 50]));
    expect([...decodePng(files["surface-blue.png"]!).data]).toEqual(grey([20, 50, 230, 110]));
    expect(materialOf(mtl, "green")).toMatchObject({ Kd: "0 1 0", Pr: "0.25", Pm: "1", Ns: "562.5", Ke: "0 0 0" });
  });

  it("has the colours that pictures are multiplied with in the pictures, and white beside them", async () => {
    const { files, mtl } = await filesOf(await makeRichGlb());
    expect(materialOf(mtl, "Glazed_釉")).toMatchObject({ Kd: "1 1 1", Ke: "1 1 1" });
    expect([...decodePng(files["base_colour-tinted.png"]!).data]).toEqual(tintedPixels(PIXELS, [1, 0.5, 1]));
    expect([...decodePng(files["glow-tinted.png"]!).data]).toEqual(tintedPixels(PIXELS, [1, 0.5, 0.25]));
  });

  it("does not glow where a factor of 0 puts the picture out, and says how bright what is more than white is", async () => {
    const dark = await makeRichGlb({ emissive: [0, 0, 0] });
    const { files, mtl } = await filesOf(dark);
    expect(materialOf(mtl, "Glazed_釉").map_Ke).toBeUndefined();
    expect([materialOf(mtl, "Glazed_釉").Ke, Object.keys(files).filter((path) => path.startsWith("glow"))]).toEqual(["0 0 0", []]);
    expect(JSON.stringify(judgeFormat(await readGlb(dark), "obj", { codec: pngCodec }))).not.toContain("emissive");
    const model = await readGlb(await makeRichGlb());
    const bright = { ...model, materials: model.materials.map((material, at) => (at === 0 ? { ...material, emissive: [4, 2, 0] as const } : material)) };
    const shown = unzipSync(await collectBytes(writeModel(bright, "obj", { codec: pngCodec, name: "bright" })));
    expect(materialOf(strFromU8(shown["bright.mtl"]!), "Glazed_釉").Ke).toBe("1.824796 1.824796 1.824796");
    expect([...decodePng(shown["glow-tinted.png"]!).data]).toEqual(tintedPixels(PIXELS, [1, 0.5, 0]));
    expect(judgeFormat(bright, "obj", { codec: pngCodec }).changed).toContain("emissive");
  });

  it("keeps colours as numbers beside the pictures where nothing can make one, and says so", async () => {
    const model = await readGlb(await makeRichGlb());
    const plain = { ...model, materials: model.materials.map((material) => ({ ...material, metallicRoughnessTexture: null })) };
    const files = unzipSync(await collectBytes(writeModel(plain, "obj", { name: "plain" })));
    expect(materialOf(strFromU8(files["plain.mtl"]!), "Glazed_釉")).toMatchObject({ Kd: "1 0.735357 1", map_Kd: "base_colour.png", map_Ke: "glow.png", norm: "bumps.png", map_Bump: "-bm 0.5 bumps.png" });
    expect(judgeFormat(plain, "obj").changed).toEqual(expect.arrayContaining(["baseColor", "emissive", "normalTexture"]));
  });

  it("says that what goes on beyond its picture in another way than again and again is changed", async () => {
    const model = await readGlb(await makeRichGlb());
    const lie = (wrapS: Wrap) => ({ ...model, materials: model.materials.map((material) => ({ ...material, normalTexture: material.normalTexture && { ...material.normalTexture, wrapS } })) });
    const changed = (wrap: Wrap, format: "fbx" | "obj") => judgeFormat(lie(wrap), format, { codec: pngCodec }).changed.includes("normalTexture");
    expect((["repeat", "clamp", "mirror"] as const).map((wrap) => [changed(wrap, "obj"), changed(wrap, "fbx")])).toEqual([[false, false], [true, false], [true, true]]);
  });

  it("has what is see-through as a picture of its own, with the factor worked in and said once", async () => {
    const { files, mtl } = await filesOf(await makeRichGlb({ alphaMode: "BLEND" }));
    expect(materialOf(mtl, "Glazed_釉")).toMatchObject({ d: "1", map_d: "base_colour-alpha.png" });
    expect([...decodePng(files["base_colour-alpha.png"]!).data.subarray(0, 8)]).toEqual([128, 128, 128, 128, 64, 64, 64, 64]);
  });

  it("says what it changes and loses, refuses what it cannot write and stops when told", async () => {
    const model = await readGlb(await makeRichGlb({ alphaMode: "MASK" }));
    const { kept, changed, lost } = judgeFormat(model, "obj", { codec: pngCodec });
    expect(kept).toEqual(["triangles", "size", "parts", "normals", "uvs", "vertexColors", "baseColor", "baseColorTexture", "normalTexture", "emissive"]);
    expect([changed, lost]).toEqual([["names", "metallicRoughness", "alpha"], ["occlusion", "doubleSided"]]);
    await expect(collectBytes(writeModel(model, "obj"))).rejects.toMatchObject({ code: "unreadable_image" });
    await expect(collectBytes(writeModel({ ...model, parts: [] }, "obj", { codec: pngCodec }))).rejects.toMatchObject({ code: "no_triangles" });
    const stop = new AbortController();
    const told: number[] = [];
    const writing = writeModel(model, "obj", { codec: pngCodec, signal: stop.signal, onProgress: (share) => told.push(share) });
    stop.abort(new Error("enough"));
    await expect(collectBytes(writing)).rejects.toThrow("enough");
    await collectBytes(writeModel(model, "obj", { codec: pngCodec, onProgress: (share) => told.push(share) }));
    expect(told.at(-1)).toBe(1);
  });
});
