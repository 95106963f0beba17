import { expect } from "@open-wc/testing";
import { canvasCodec } from "../../src/images/canvas-codec.ts";
import type { Model } from "../../src/model.ts";
import { optimizeGlb } from "../../src/optimize/optimize-glb.ts";
import { readGlb } from "../../src/read/read-glb.ts";
import { makeThumbnails } from "../../src/render/render-thumbnail.ts";
import { fade } from "../check-codec.ts";
import { ballOf } from "../measure.ts";

/** A ball with a picture on it. */
async function texturedBall(): Promise<Model> {
  const model = ballOf(16);
  const parts = model.parts.map((part) => ({ ...part, uvs: Float32Array.from({ length: (2 * part.positions.length) / 3 }, (_, at) => 0.5 + 0.49 * part.positions[3 * Math.floor(at / 2) + (at % 2)]!) }));
  const bytes = await canvasCodec.encode(fade(128, 128), "image/png");
  const use = { texture: 0, wrapS: "clamp", wrapT: "clamp" } as const;
  return { ...model, parts, textures: [{ name: "fade", type: "image/png", bytes, width: 128, height: 128 }], materials: model.materials.map((material) => ({ ...material, baseColorTexture: use })) };
}

describe("a model in a browser", () => {
  it("is made light, read again and drawn, with nothing of Node", async () => {
    const model = await texturedBall();
    const { bytes, textures, after } = await optimizeGlb(model, { codec: canvasCodec, maxTextureSize: 64, maxError: 0.01 });
    expect(textures.map(({ after: { type, width } }) => [type, width])).to.deep.equal([["image/webp", 64]]);
    const light = await readGlb(bytes);
    expect([light.textures[0]?.type, after.bytes]).to.deep.equal(["image/webp", bytes.length]);
    const [thumbnail] = await makeThumbnails(light, { sizes: [64], type: "image/png", codec: canvasCodec, shadow: 0 });
    const { data } = await canvasCodec.decode(thumbnail!.bytes, "image/png");
    const middle = 4 * (32 * 64 + 32);
    expect([data[3], data[middle + 3]]).to.deep.equal([0, 255]);
    // The picture has one blue all over, and other colours beside it.
    expect(new Set([...data].filter((_, at) => at % 4 === 0)).size).to.be.greaterThan(20);
  });
});
