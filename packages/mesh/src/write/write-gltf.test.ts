import { strFromU8, unzipSync } from "fflate";
import { validateBytes } from "gltf-validator";
import { beforeAll, describe, expect, it } from "vitest";
import { GlbMaker, makeBox } from "../../test/make-glb.ts";
import { makeRichGlb, PIXELS, RICH } from "../../test/make-rich-glb.ts";
import { measureCorners } from "../../test/measure-corners.ts";
import { decodePng } from "../../test/png-codec.ts";
import type { Model, Part } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes, judgeFormat, writeModel } from "../write-model.ts";

/** That a reader makes tangents itself, as the standard says how, is no fault. */
const ignoredIssues = ["MESH_PRIMITIVE_GENERATED_TANGENT_SPACE"];

/** What breaks the standard, by an independent judge. */
async function faultsOf(bytes: Uint8Array, files: Record<string, Uint8Array> = {}) {
  const { issues } = await validateBytes(bytes, { ignoredIssues, externalResourceFunction: (uri) => Promise.resolve(files[decodeURIComponent(uri)]!) });
  return issues.messages.filter(({ severity }) => severity < 2).map(({ code, pointer, message }) => `${code} ${pointer} ${message}`);
}

const cornersOf = ({ parts }: Model) => parts.flatMap(({ positions, indices }) => [...indices].flatMap((vertex) => [...positions.subarray(3 * vertex, 3 * vertex + 3)]));

const withoutMinusZero = (part: Part): Part => ({ ...part, positions: part.positions.map((value) => value + 0), normals: part.normals?.map((value) => value + 0) ?? null });

let rich: Model;
beforeAll(async () => (rich = await readGlb(await makeRichGlb({ alphaMode: "MASK" }), { name: "vase" })));

describe("GLB", () => {
  it("keeps all that a model has, number by number, by the standard", async () => {
    const bytes = await collectBytes(writeModel(rich, "glb"));
    expect(await faultsOf(bytes)).toEqual([]);
    const again = await readGlb(bytes);
    expect(again.name).toBe(rich.name);
    expect(again.materials).toEqual(rich.materials);
    expect(again.textures).toEqual(rich.textures);
    expect(again.parts.map(withoutMinusZero)).toEqual(rich.parts.map(withoutMinusZero));
    expect(measureCorners(cornersOf(again))).toEqual(RICH);
  });

  it("is always in metres, Y up, as large as it is told", async () => {
    const bytes = await collectBytes(writeModel(rich, "glb", { scale: 0.12, unit: "mm", upAxis: "z" }));
    expect(await faultsOf(bytes)).toEqual([]);
    const again = await readGlb(bytes);
    const { min, max, volume } = measureCorners(cornersOf(again));
    // As the numbers in the file are, to the last bit.
    expect([0, 1, 2].map((axis) => Math.min(...jsonOf(bytes).accessors.map((accessor) => accessor.min?.[axis] ?? 0)))).toEqual(min);
    RICH.min.forEach((value, axis) => expect(min[axis]).toBeCloseTo(value * 0.12, 6));
    RICH.max.forEach((value, axis) => expect(max[axis]).toBeCloseTo(value * 0.12, 6));
    expect(volume / 0.12 ** 3 / RICH.volume).toBeCloseTo(1, 5);
  });

  it("has a mesh of two materials as one mesh, and more vertices than 16 bits can name", async () => {
    const [part] = rich.parts as [Part];
    const count = 65_536;
    const positions = new Float32Array(3 * count).map((_, at) => Math.sin(at));
    const large: Part = { name: "large", material: 2, positions, indices: Uint32Array.from([0, 1, count - 1]), normals: null, uvs: null, colors: null };
    const bytes = await collectBytes(writeModel({ ...rich, parts: [part, { ...part, material: 2 }, large] }, "glb"));
    expect(await faultsOf(bytes)).toEqual([]);
    const json = jsonOf(bytes);
    expect(json.meshes.map(({ primitives }) => primitives.length)).toEqual([2, 1]);
    expect(json.accessors.filter(({ type }) => type === "SCALAR").map(({ componentType }) => componentType)).toEqual([5123, 5123, 5125]);
    const again = await readGlb(bytes);
    expect([...again.parts[2]!.indices]).toEqual([0, 1, count - 1]);
    expect(again.parts[2]!.positions).toEqual(positions);
  });

  it("keeps what shines brighter than white, what no light falls on, how textures repeat, and WebP", async () => {
    const maker = new GlbMaker();
    maker.show(maker.box("box", maker.document.createMaterial("lamp")));
    const model = await readGlb(await maker.bytes());
    const use = { texture: 0, wrapS: "clamp", wrapT: "mirror" } as const;
    const lamp = { ...model.materials[0]!, emissive: [8, 4, 0] as const, baseColorTexture: use, emissiveTexture: { ...use, wrapS: "repeat" as const } };
    const unlit = { ...model.materials[0]!, name: "unlit", extensions: ["KHR_materials_unlit"] };
    const parts = [...model.parts, { ...model.parts[0]!, material: 1 }];
    const webp = Uint8Array.from(atob("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"), (character) => character.charCodeAt(0));
    const bytes = await collectBytes(writeModel({ ...model, parts, materials: [lamp, unlit], textures: [{ name: "glow", type: "image/webp", bytes: webp, width: 1, height: 1 }] }, "glb"));
    expect(await faultsOf(bytes)).toEqual([]);
    const again = await readGlb(bytes);
    expect(again.materials).toEqual([lamp, unlit]);
    expect(again.textures).toMatchObject([{ name: "glow", type: "image/webp", bytes: webp }]);
    expect(jsonOf(bytes).extensionsRequired).toEqual(["EXT_texture_webp"]);
  });

  it("gives coordinates to a part that has none where its material has a texture", async () => {
    const [part] = rich.parts as [Part];
    const bytes = await collectBytes(writeModel({ ...rich, parts: [{ ...part, uvs: null }, { ...part, indices: new Uint32Array(0) }] }, "glb"));
    expect(await faultsOf(bytes)).toEqual([]);
    expect((await readGlb(bytes)).parts).toHaveLength(1);
  });

  it("says what it loses, refuses what is empty and stops when told", async () => {
    expect(judgeFormat(rich, "glb")).toMatchObject({ changed: [], lost: [] });
    const [material] = rich.materials;
    const coated = (extensions: string[]): Model => ({ ...rich, materials: [{ ...material!, extensions }], dropped: new Set(["animations", "points"]) });
    expect(judgeFormat(coated(["KHR_materials_clearcoat"]), "glb").lost).toEqual(["materialExtensions", "animations", "points"]);
    expect(judgeFormat(coated(["KHR_materials_clearcoat", "KHR_materials_unlit"]), "gltf").changed).toEqual(["materialExtensions"]);
    expect(judgeFormat(coated(["KHR_materials_unlit"]), "gltf").kept).toContain("materialExtensions");
    await expect(collectBytes(writeModel({ ...rich, parts: [] }, "glb"))).rejects.toMatchObject({ code: "no_triangles" });
    const stop = new AbortController();
    const told: number[] = [];
    const onProgress = (share: number) => void (told.push(share), stop.abort(new Error("enough")));
    await expect(collectBytes(writeModel(rich, "glb", { signal: stop.signal, onProgress }))).rejects.toThrow("enough");
    await collectBytes(writeModel(rich, "glb", { onProgress: (share) => told.push(share) }));
    expect(told.at(-1)).toBe(1);
  });
});

describe("GLTF", () => {
  it("has its buffer and its textures as files beside it, by the standard", async () => {
    const files = unzipSync(await collectBytes(writeModel(rich, "gltf", { name: "My Väse" })));
    expect(Object.keys(files)).toEqual(["My_Vase.gltf", "My_Vase.bin", "textures/bumps.png", "textures/surface.png", "textures/base_colour.png", "textures/glow.png"]);
    expect(await faultsOf(files["My_Vase.gltf"]!, files)).toEqual([]);
    expect(decodePng(files["textures/surface.png"]!)).toEqual(PIXELS);
    const json = JSON.parse(strFromU8(files["My_Vase.gltf"]!)) as Gltf;
    expect(json.buffers).toEqual([{ uri: "My_Vase.bin", byteLength: files["My_Vase.bin"]!.length }]);
    expect(json.images.map(({ uri }) => uri)).toEqual(Object.keys(files).slice(2));
    const glb = jsonOf(await collectBytes(writeModel(rich, "glb", { name: "My Väse" })));
    expect({ ...json, images: [], buffers: [], bufferViews: [] }).toEqual({ ...glb, images: [], buffers: [], bufferViews: [] });
  });

  it("refuses what is empty", async () => {
    await expect(collectBytes(writeModel({ ...(await readGlb(await makeBox())), parts: [] }, "gltf"))).rejects.toMatchObject({ code: "no_triangles" });
  });
});

interface Gltf {
  meshes: { primitives: unknown[] }[];
  accessors: { type: string; componentType: number; min?: number[] }[];
  images: { uri?: string }[];
  buffers: unknown[];
  extensionsRequired?: string[];
}

function jsonOf(bytes: Uint8Array): Gltf {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(12, true);
  return JSON.parse(strFromU8(bytes.subarray(20, 20 + length))) as Gltf;
}
