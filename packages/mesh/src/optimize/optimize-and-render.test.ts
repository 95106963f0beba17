import { describe, expect, it } from "vitest";
import { fade } from "../../test/check-codec.ts";
import { codec } from "../../test/codec.ts";
import { ballOf } from "../../test/measure.ts";
import type { Model } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { makeThumbnails } from "../render/render-thumbnail.ts";
import { optimizeGlb } from "./optimize-glb.ts";

/** A ball with a picture on it. */
async function texturedBall(): Promise<Model> {
  const model = ballOf(16);
  const parts = model.parts.map((part) => ({ ...part, uvs: Float32Array.from({ length: (2 * part.positions.length) / 3 }, (_, at) => 0.5 + 0.49 * part.positions[3 * Math.floor(at / 2) + (at % 2)]!) }));
  const bytes = await codec.encode(fade(128, 128), "image/png");
  const use = { texture: 0, wrapS: "clamp", wrapT: "clamp" } as const;
  return { ...model, parts, textures: [{ name: "fade", type: "image/png", bytes, width: 128, height: 128 }], materials: model.materials.map((material) => ({ ...material, baseColorTexture: use })) };
}

describe("a model with a picture", () => {
  it("is made light, read again and drawn by the codec of where it is", async () => {
    const model = await texturedBall();
    const { bytes, textures, after } = await optimizeGlb(model, { codec, maxTextureSize: 64, maxError: 0.01 });
    expect(textures.map(({ after: { type, width } }) => [type, width])).toEqual([["image/webp", 64]]);
    const light = await readGlb(bytes);
    expect([light.textures[0]?.type, after.bytes]).toEqual(["image/webp", bytes.length]);
    const [thumbnail] = await makeThumbnails(light, { sizes: [64], type: "image/png", codec, shadow: 0 });
    const { data } = await codec.decode(thumbnail!.bytes, "image/png");
    const middle = 4 * (32 * 64 + 32);
    expect([data[3], data[middle + 3]]).toEqual([0, 255]);
    // The picture has one blue all over, and other colours beside it.
    expect(new Set([...data].filter((_, at) => at % 4 === 0)).size).toBeGreaterThan(20);
  });
});
