import type { Model, Part, Texture } from "@model-3d/mesh";
import { sharpCodec } from "@model-3d/mesh/sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { paintModel } from "./paint-model.ts";

/** Red on the left, green on the right. */
let halves: Texture;
beforeAll(async () => {
  const data = Uint8Array.from({ length: 4 * 64 }, (_, at) => [[255, 0, 0, 255], [0, 255, 0, 255]][Math.floor(at / 16) % 2]![at % 4]!);
  halves = { name: "halves", type: "image/png", bytes: await sharpCodec.encode({ width: 8, height: 8, data }, "image/png"), width: 8, height: 8 };
});

const use = { texture: 0, wrapS: "repeat", wrapT: "repeat" } as const;
const corners = (u: number) => Float32Array.from([u, 0.5, u, 0.5, u, 0.5]);
/** Its picture is on the left by its first coordinates, and on the right by its second. */
const part: Part = { name: "sheet", material: 0, positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2), normals: null, colors: null, uvs: corners(0.2), moreUvs: [corners(0.8)] };
const plain = { name: "paint", baseColor: [0, 0, 0, 1], metallic: 0, roughness: 1, emissive: [0, 0, 0], baseColorTexture: null, metallicRoughnessTexture: null, normalTexture: null, occlusionTexture: null, emissiveTexture: null, alphaMode: "opaque", alphaCutoff: 0.5, isDoubleSided: false, extensions: [] } as const;

async function paintOf(material: Partial<Model["materials"][number]>): Promise<number[]> {
  const { paint } = await paintModel({ name: "sheet", parts: [part], materials: [{ ...plain, ...material }], textures: [halves], dropped: new Set() });
  const out = new Float64Array(3);
  expect(paint(0, 0.4, 0.3, 0.3, out)).toBe(true);
  return [...out];
}

describe("the paint of a model", () => {
  it("is of each picture where that lies: by the first coordinates, or by those that it goes by", async () => {
    expect(await paintOf({ baseColor: [1, 1, 1, 1], baseColorTexture: use })).toEqual([1, 0, 0]);
    expect(await paintOf({ emissive: [1, 1, 1], emissiveTexture: use })).toEqual([1, 0, 0]);
    expect(await paintOf({ emissive: [1, 1, 1], emissiveTexture: { ...use, uvSet: 1 } })).toEqual([0, 1, 0]);
  });
});
