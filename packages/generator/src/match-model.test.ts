import { describe, expect, it } from "vitest";
import { drawPhoto, rectangle } from "../test/draw-photo.ts";
import { fieldOf } from "../test/fields.ts";
import { GeneratorError } from "./generator-error.ts";
import type { ImageCodec } from "./image.ts";
import { matchModel } from "./match-model.ts";
import { LINEAR_OF_BYTE, type PaintedMesh } from "./painted-mesh.ts";
import type { Photos } from "./read-photos.ts";
import { surfaceNets } from "./surface-nets.ts";

type Rgb = readonly [number, number, number];
const [RED, BLUE, GREEN, GREY]: Rgb[] = [[180, 60, 40], [40, 70, 170], [40, 140, 60], [120, 120, 120]];
const BOX = surfaceNets(fieldOf(48, (x, y, z) => Math.max(Math.abs(x) - 0.4, Math.abs(y) - 0.6, Math.abs(z) - 0.3)));
const codec: ImageCodec = {
  decode: () => Promise.reject(new GeneratorError("not_an_image", "The file is damaged.")),
  encode: () => Promise.reject(new Error("Nothing is written.")),
};

const picture = (width: number, height: number, color: Rgb) => drawPhoto(rectangle(width, height), { size: 300, color: () => color });
const PHOTOS: Photos = { front: picture(0.4, 0.6, RED!), back: picture(0.4, 0.6, BLUE!), side: picture(0.3, 0.6, GREEN!) };

/** The box with red front, blue back, green right and grey left, all of it turned clockwise and moved. */
function boxTurned(degrees: number): PaintedMesh {
  const [sine, cosine] = [Math.sin((-degrees * Math.PI) / 180), Math.cos((-degrees * Math.PI) / 180)];
  const positions = BOX.positions.map((_, i) => {
    const [x, y, z] = BOX.positions.subarray(i - (i % 3), i - (i % 3) + 3) as unknown as Rgb;
    return 7 + 30 * [cosine * x + sine * z, y, cosine * z - sine * x][i % 3]!;
  });
  return {
    positions,
    indices: BOX.indices,
    paint(triangle, a, b, c, out) {
      const at = (axis: number) => [a, b, c].reduce((sum, share, corner) => sum + share * BOX.positions[3 * BOX.indices[3 * triangle + corner]! + axis]!, 0);
      const [x, z] = [at(0) / 0.4, at(2) / 0.3];
      const color = Math.abs(z) > Math.abs(x) ? (z > 0 ? RED! : BLUE!) : x > 0 ? GREEN! : GREY!;
      color.forEach((byte, k) => (out[k] = LINEAR_OF_BYTE[byte]!));
      return true;
    },
  };
}

describe("matchModel", () => {
  it.each([0, 90, 180, 270])("finds a model that others made, anywhere and of any size, turned by %i°", async (degrees) => {
    const found = await matchModel(boxTurned(degrees), PHOTOS, codec);
    expect(found?.yaw).toBe(degrees);
    expect(found?.match.percent).toBeGreaterThan(93);
    expect([...found!.pictures.keys()]).toEqual(["front", "back", "side"]);
  });

  it("takes a side photo for one from the left where it fits better", async () => {
    const { match } = (await matchModel(boxTurned(0), { ...PHOTOS, side: picture(0.3, 0.6, GREY!) }, codec))!;
    expect(match.views.side!.percent).toBeGreaterThan(93);
  });

  it("turns nothing that looks the same from behind", async () => {
    const plain: PaintedMesh = { ...boxTurned(0), paint: (_triangle, _a, _b, _c, out) => (out.fill(0.3), true) };
    const grey = picture(0.4, 0.6, GREY!);
    expect(await matchModel(plain, { front: grey, back: grey }, codec)).toMatchObject({ yaw: 0 });
  });

  it("says that another thing is another", async () => {
    const purple = picture(0.6, 0.1, [120, 30, 150]);
    const { match } = (await matchModel(boxTurned(0), { front: purple, back: purple }, codec))!;
    expect(match.percent).toBeLessThan(20);
  });

  it("sees through what is not painted", async () => {
    const box = boxTurned(0);
    const cut: PaintedMesh = { ...box, paint: (triangle, a, b, c, out) => box.paint(triangle, a, b, c, out) && out[0] !== LINEAR_OF_BYTE[RED![0]] };
    const { match } = (await matchModel(cut, PHOTOS, codec))!;
    // The back is seen from within.
    expect(match.views.front!.silhouette).toBeGreaterThan(0.95);
    expect(match.views.front!.color).toBeLessThan(0.5);
  });

  it("leaves out photos that show nothing or cannot be read", async () => {
    const blank = drawPhoto(() => false, { size: 300, background: [255, 255, 255] });
    const { match } = (await matchModel(boxTurned(0), { front: PHOTOS.front!, back: blank, side: new Uint8Array(9) }, codec))!;
    expect(Object.keys(match.views)).toEqual(["front"]);
    expect(await matchModel(boxTurned(0), { front: blank, back: blank }, codec)).toBeNull();
    expect(await matchModel({ ...boxTurned(0), indices: new Uint32Array() }, PHOTOS, codec)).toBeNull();
  });
});
