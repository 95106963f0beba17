import { DataTexture, LoadingManager, Loader, type Mesh, type MeshPhongMaterial, type Object3D, type Texture } from "three";
import { FBXLoader } from "three/examples/jsm/loaders/FBXLoader.js";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeBox } from "../../test/make-glb.ts";
import { makeRichGlb, PIXELS, RICH, type RichOptions } from "../../test/make-rich-glb.ts";
import { measureCorners } from "../../test/measure-corners.ts";
import { ballOf } from "../../test/measure.ts";
import { child, parseFbx, type FbxRecord } from "../../test/parse-fbx.ts";
import { decodePng, pngCodec } from "../../test/png-codec.ts";
import { tintedPixels } from "../../test/tinted-pixels.ts";
import type { Model } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes, judgeFormat, writeModel } from "../write-model.ts";
import type { WriteOptions } from "./write-options.ts";

const write = (model: Model, options: WriteOptions = {}) => collectBytes(writeModel(model, "fbx", { codec: pngCodec, ...options }));
const rich = async (options?: RichOptions) => readGlb(await makeRichGlb(options));

const settingsOf = (records: readonly FbxRecord[]) => new Map(child(child(records, "GlobalSettings").children, "Properties70").children.map(({ values }) => [values[0], values[4]]));

/** Pictures as they are in the file, in place of what a page would make of them. */
class PictureLoader extends Loader {
  override load(url: string): Texture {
    const { width, height, data } = decodePng(pictures.get(url)!);
    return new DataTexture(data, width, height);
  }
}
const pictures = new Map<string, Uint8Array>();
let blobs: { parts: Uint8Array[] }[] = [];

/** three's own reader, which needs a page only for its pictures. */
async function open(bytes: Uint8Array): Promise<Object3D> {
  const manager = new LoadingManager();
  manager.addHandler(/\.png$/, new PictureLoader(manager) as unknown as Loader);
  const root = new FBXLoader(manager).parse(bytes.buffer as ArrayBuffer, "");
  root.updateMatrixWorld(true);
  return Promise.resolve(root);
}

const meshesOf = (root: Object3D) => root.children.filter((object): object is Mesh => "isMesh" in object);
const cornersOf = (meshes: readonly Mesh[]) => meshes.flatMap(({ geometry }) => [...(geometry.getAttribute("position").array as Float32Array)]);

beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  class Blob {
    readonly parts: Uint8Array[];
    constructor(parts: Uint8Array[]) {
      this.parts = parts;
    }
  }
  const createObjectURL = (blob: { parts: Uint8Array[] }) => {
    const url = `blob:${blobs.push(blob)}`;
    pictures.set(url, blob.parts[0]!);
    return url;
  };
  vi.stubGlobal("Blob", Blob);
  if (!("window" in globalThis)) vi.stubGlobal("window", globalThis);
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => createObjectURL(blob as unknown as Blob));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  pictures.clear();
  blobs = [];
});

describe("FBX", () => {
  it("holds together: every record, list and array as it tells, and the foot behind", async () => {
    const records = parseFbx(await write(await rich()));
    expect(records.map(({ name }) => name)).toEqual(["FBXHeaderExtension", "FileId", "CreationTime", "Creator", "GlobalSettings", "Documents", "References", "Definitions", "Objects", "Connections", "Takes"]);
    const objects = child(records, "Objects").children;
    expect(new Set(objects.map(({ values }) => values[0])).size).toBe(objects.length);
    const known = new Set([0n, ...objects.map(({ values }) => values[0])]);
    for (const { values } of child(records, "Connections").children) expect(known.has(values[1]!) && known.has(values[2]!)).toBe(true);
    const counts = child(records, "Definitions").children.filter(({ name }) => name === "ObjectType").map(({ values, children }) => [values[0], child(children, "Count").values[0]]);
    expect(counts.slice(1)).toEqual([...new Set(objects.map(({ name }) => name))].map((name) => [name, objects.filter((object) => object.name === name).length]));
  });

  it("shows no alpha of a picture whose material is opaque, by which readers go all the same", async () => {
    const [glazed] = meshesOf(await open(await write(await rich()))).map(({ material }) => material as MeshPhongMaterial);
    const pixels = [...(glazed!.map as DataTexture).image.data as Uint8Array];
    expect(pixels).toEqual(tintedPixels(PIXELS, [1, 0.5, 1]).map((value, at) => (at % 4 === 3 ? 255 : value)));
  });

  it("is read by three: triangles, places, names, materials", async () => {
    const meshes = meshesOf(await open(await write(await rich())));
    expect(meshes.map(({ name }) => name)).toEqual(["Vase 花", "plain", "bare"].map((name) => name.replace(" ", "_")));
    const { triangles, min, max, volume } = measureCorners(cornersOf(meshes));
    expect([triangles, min, max]).toEqual([RICH.triangles, RICH.min.map((value) => 100 * value), RICH.max.map((value) => 100 * value)]);
    expect(volume / RICH.volume / 100 ** 3).toBeCloseTo(1, 4);
    const [glazed, , green] = meshes.map(({ material }) => material as MeshPhongMaterial);
    expect(glazed!.name).toBe("Glazed 釉");
    expect(green!.color.toArray().map((value) => Number(value.toFixed(4)))).toEqual([0, 1, 0]);
    expect([green!.reflectivity, green!.shininess]).toEqual([1, expect.closeTo(100 * 0.75 ** 2, 4)]);
  });

  it("carries its pictures, the channels apart, each where readers look for it", async () => {
    const bytes = await write(await rich({ alphaMode: "MASK" }));
    const [glazed] = meshesOf(await open(bytes)).map(({ material }) => material as MeshPhongMaterial);
    const pixels = (texture: Texture | null) => [...(texture as DataTexture).image.data as Uint8Array];
    // Blender takes how much is seen through from this picture alone.
    expect(pixels(glazed!.map)).toEqual(tintedPixels(PIXELS, [1, 0.5, 1, 0.5]));
    expect(pixels(glazed!.normalMap)).toEqual([185, 73, 27, 255, 70, 194, 36, 128, 89, 95, 245, 64, 45, 67, 51, 200]);
    expect(pixels(glazed!.emissiveMap)).toEqual(tintedPixels(PIXELS, [1, 0.5, 0.25]));
    // Readers that multiply see the colours once.
    expect([glazed!.color.getHex(), glazed!.emissive.getHex()]).toEqual([0xffffff, 0xffffff]);
    expect(pixels(glazed!.alphaMap).filter((_, at) => at % 4 === 1)).toEqual([128, 64, 32, 100]);
    expect(glazed!.opacity).toBe(1);
    const records = parseFbx(bytes);
    const objects = new Map(child(records, "Objects").children.map((object) => [object.values[0], object]));
    const lie = child(records, "Connections").children.filter(({ values }) => values[0] === "OP").map(({ values }) => [values[3], child(objects.get(values[1]!)!.children, "RelativeFilename").values[0]]);
    expect(lie).toEqual([["DiffuseColor", "base_colour-tinted.png"], ["TransparencyFactor", "base_colour-alpha.png"], ["NormalMap", "bumps-scaled.png"], ["EmissiveColor", "glow-tinted.png"], ["ShininessExponent", "surface-green.png"], ["ReflectionFactor", "surface-blue.png"]]);
    const rough = [...objects.values()].find(({ name, values }) => name === "Video" && String(values[1]).startsWith("surface-green"))!;
    expect([...decodePng(child(rough.children, "Content").values[0] as Uint8Array).data].filter((_, at) => at % 4 === 0)).toEqual([5, 120, 35, 50]);
  });

  it("does not glow where a factor of 0 puts the picture out, and says how bright what is more than white is", async () => {
    const dark = await rich({ emissive: [0, 0, 0] });
    const [out] = meshesOf(await open(await write(dark))).map(({ material }) => material as MeshPhongMaterial);
    expect([out!.emissiveMap, out!.emissive.toArray()]).toEqual([null, [0, 0, 0]]);
    expect(JSON.stringify(judgeFormat(dark, "fbx", { codec: pngCodec }))).not.toContain("emissive");
    const model = await rich();
    const bright = { ...model, materials: model.materials.map((material, at) => (at === 0 ? { ...material, emissive: [4, 2, 0] as const } : material)) };
    const [lit] = meshesOf(await open(await write(bright))).map(({ material }) => material as MeshPhongMaterial);
    expect([lit!.emissiveIntensity, lit!.emissive.getHex()]).toEqual([4, 0xffffff]);
    expect([...(lit!.emissiveMap as DataTexture).image.data as Uint8Array]).toEqual(tintedPixels(PIXELS, [1, 0.5, 0]));
  });

  it("keeps seams, hard edges and colours, on a surface whose places are one", async () => {
    const model = await rich();
    const bytes = await write(model);
    const [vase, plain, bare] = meshesOf(await open(bytes)).map(({ geometry }) => geometry);
    const [part, colored] = model.parts;
    [...part!.indices].forEach((vertex, corner) => {
      expect([...vase!.getAttribute("normal").array.slice(3 * corner, 3 * corner + 3)]).toEqual([...part!.normals!.subarray(3 * vertex, 3 * vertex + 3)].map((value) => value + 0));
      expect([...vase!.getAttribute("uv").array.slice(2 * corner, 2 * corner + 2)]).toEqual([part!.uvs![2 * vertex], 1 - part!.uvs![2 * vertex + 1]!]);
      [...plain!.getAttribute("color").array.slice(3 * corner, 3 * corner + 3)].forEach((value, k) => expect(value).toBeCloseTo(colored!.colors![4 * colored!.indices[corner]! + k]!, 5));
    });
    expect([plain!.hasAttribute("uv"), bare!.hasAttribute("color")]).toEqual([false, false]);
    const [geometry] = child(parseFbx(bytes), "Objects").children.filter(({ name }) => name === "Geometry");
    expect((child(geometry!.children, "Vertices").values[0] as number[]).length).toBe(3 * 8);
  });

  it("tells its unit and its axes", async () => {
    const model = await readGlb(await makeBox());
    const told = async (options: WriteOptions) => {
      const bytes = await write(model, { scale: 0.5, ...options });
      const settings = settingsOf(parseFbx(bytes));
      return { axes: ["UpAxis", "FrontAxis", "FrontAxisSign"].map((name) => settings.get(name)), metres: (Number(settings.get("UnitScaleFactor")) / 100) * measureCorners(cornersOf(meshesOf(await open(bytes)))).max[0]! };
    };
    expect(await told({})).toEqual({ axes: [1, 2, 1], metres: 0.25 });
    expect(await told({ upAxis: "z", unit: "m" })).toEqual({ axes: [2, 1, -1], metres: 0.25 });
    expect((await told({ unit: "in" })).metres).toBeCloseTo(0.25, 6);
    expect((await told({ unit: "mm" })).metres).toBeCloseTo(0.25, 6);
  });

  it("compresses what is long, and is the same file for the same model", async () => {
    const ball = ballOf(40);
    const bytes = await write(ball);
    expect(bytes.length).toBeLessThan(24 * ball.parts[0]!.positions.length);
    expect(measureCorners(cornersOf(meshesOf(await open(bytes)))).triangles).toBe(ball.parts[0]!.indices.length / 3);
    expect(await write(ball)).toEqual(bytes);
  });

  it("comes in pieces that are worth a step, however many parts there are", async () => {
    const model = await readGlb(await makeBox());
    const crowd = { ...model, parts: Array.from({ length: 400 }, (_, at) => ({ ...model.parts[0]!, name: `box ${at}` })) };
    const pieces: number[] = [];
    for await (const piece of writeModel(crowd, "fbx")) pieces.push(piece.length);
    const bytes = pieces.reduce((sum, length) => sum + length, 0);
    expect(pieces.length).toBeLessThan(2 + bytes / 50_000);
    expect(parseFbx(await write(crowd)).find(({ name }) => name === "Objects")?.children.filter(({ name }) => name === "Geometry").length).toBe(400);
  });

  it("says what it loses, and refuses what it cannot", async () => {
    const model = await rich({ alphaMode: "BLEND" });
    const { changed, lost } = judgeFormat(model, "fbx", { codec: pngCodec });
    expect({ changed, lost }).toEqual({ changed: ["metallicRoughness", "alpha"], lost: ["occlusion", "doubleSided"] });
    await expect(write({ ...model, parts: [] })).rejects.toMatchObject({ code: "no_triangles" });
    await expect(collectBytes(writeModel(model, "fbx"))).rejects.toMatchObject({ code: "unreadable_image" });
    await expect(write(model, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});
