import { unzipSync } from "fflate";
import { validateBytes } from "gltf-validator";
import { describe, expect, it } from "vitest";
import type { Model } from "../../src/model.ts";
import { FORMAT_NAMES } from "../../src/write/format.ts";
import { differencesOf, inMetres } from "./compare-readings.ts";
import { INTEROP_MODELS } from "./interop-models.ts";
import { reasonOf } from "./known-faults.ts";
import { cornersOf, makeExport, readInterop } from "./make-exports.ts";
import { READERS, type Reading } from "./read-exports.ts";
import { measureSurface } from "../measure-surface.ts";

const quick = INTEROP_MODELS.filter(({ isLarge }) => !isLarge);
/** What has coordinates, triangle for triangle in the order of the model. */
const WITH_UVS = ["glb", "gltf", "obj", "fbx", "usdz", "ply"] as const;
const SAMPLES = 50;

/** Coordinates at some corners where they differ from the model's. */
function wrongUvs({ parts }: Model, { uvs, triangles }: Reading): string[] {
  const all = parts.flatMap((part) => [...part.indices].map((vertex) => (part.uvs ? [part.uvs[2 * vertex]!, part.uvs[2 * vertex + 1]!] : null)));
  if (!uvs) return all.some(Boolean) ? ["no coordinates"] : [];
  const step = Math.max(1, Math.floor((3 * triangles) / SAMPLES));
  return all.flatMap((uv, at) => (uv && at % step === 0 && uv.some((value, k) => !(Math.abs(value - uvs[2 * at + k]!) < 1e-5)) ? [`corner ${at}: ${uv.join()} is ${uvs[2 * at]}, ${uvs[2 * at + 1]}`] : [])).slice(0, 3);
}

/** Of what moves, FBX has the parts in the order of what they hang on: the coordinates of all corners, by their values. */
function wrongUvsInAnyOrder({ parts }: Model, { uvs }: Reading): string[] {
  const sorted = (all: readonly string[]) => [...all].sort().join(" ");
  const pairsOf = (values: ArrayLike<number>) => Array.from({ length: values.length / 2 }, (_, at) => `${values[2 * at]!.toFixed(4)},${values[2 * at + 1]!.toFixed(4)}`);
  const all = parts.flatMap((part) => [...part.indices].flatMap((vertex) => (part.uvs ? [...part.uvs.subarray(2 * vertex, 2 * vertex + 2)] : [0, 0])));
  return sorted(pairsOf(all)) === sorted(pairsOf(uvs ?? [])) ? [] : ["other coordinates"];
}

/** 3MF has coordinates where there is a picture. */
const withPicturesAlone = (model: Model): Model => ({ ...model, parts: model.parts.map((part) => (model.materials[part.material]!.baseColorTexture ? part : { ...part, uvs: null })) });

const texturedTriangles = ({ parts, materials }: Model) => parts.reduce((sum, { material, indices, uvs }) => sum + (uvs && materials[material]!.baseColorTexture ? indices.length / 3 : 0), 0);

describe.each(quick)("the model $name", ({ name, make, isOnlyOurs, round, seconds }) => {
  it("is read as others read it", async () => {
    const glb = await make();
    const model = await readInterop(glb);
    const ours = measureSurface(cornersOf(model));
    expect(ours.triangles).toBeGreaterThan(0);
    if (!isOnlyOurs) expect(differencesOf({ ...ours, pieces: ours.triangles }, await READERS.glb(glb))).toEqual([]);
  });

  it.each(FORMAT_NAMES)("is the same in %s for a reader that is not ours", async (format) => {
    const source = await readInterop(await make());
    const { bytes, card, model, expected } = await makeExport(source, format, round);
    const found = await READERS[format](bytes);
    const differences = differencesOf(expected, inMetres(found, card.unit, card.upAxis));
    if (reasonOf("three", format, name)) expect(differences).not.toEqual([]);
    else expect(differences).toEqual([]);
    expect(expected.max[0]! - expected.min[0]!).toBeCloseTo(0.12, 5);
    if (WITH_UVS.some((one) => one === format)) expect((format === "fbx" && seconds ? wrongUvsInAnyOrder : wrongUvs)(model, found)).toEqual([]);
    if (format === "3mf") expect(wrongUvs(withPicturesAlone(model), found)).toEqual([]);
    if (["glb", "gltf", "obj", "fbx", "usdz", "3mf"].includes(format)) expect(found.textured).toBe(texturedTriangles(model));
    if (format === "glb") expect((await validateBytes(bytes)).issues).toMatchObject({ numErrors: 0 });
    if (format === "gltf") {
      const files = unzipSync(bytes);
      const [path] = Object.keys(files).filter((name) => name.endsWith(".gltf"));
      expect((await validateBytes(files[path!]!, { externalResourceFunction: (uri) => Promise.resolve(files[decodeURIComponent(uri)]!) })).issues).toMatchObject({ numErrors: 0 });
    }
  });
});
