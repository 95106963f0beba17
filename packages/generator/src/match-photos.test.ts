import { describe, expect, it } from "vitest";
import { drawPhoto, rectangle, type DrawPhotoOptions } from "../test/draw-photo.ts";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto } from "../test/pinhole-photo.ts";
import { chartByView } from "./chart-by-view.ts";
import type { Image } from "./image.ts";
import { matchPhotos } from "./match-photos.ts";
import { packCharts } from "./pack-charts.ts";
import { rimDepthOf } from "./rim-depth.ts";
import { straightenOutline } from "./straighten-outline.ts";
import { surfaceNets } from "./surface-nets.ts";

const PAINT = [180, 60, 40] as const;
const BOX = surfaceNets(fieldOf(48, (x, y, z) => Math.max(Math.abs(x) - 0.4, Math.abs(y) - 0.6, Math.abs(z) - 0.3)));
const MODEL = packCharts(BOX, chartByView(BOX), 256);
const TEXTURE: Image = { width: 256, height: 256, data: new Uint8Array(4 * 256 * 256).map((_, i) => (i % 4 === 3 ? 255 : PAINT[i % 4]!)) };
const face = rectangle(0.4, 0.6);

function matchFront(inside: (u: number, v: number) => boolean, options: DrawPhotoOptions = {}) {
  const outline = outlineFrom("front", drawPhoto(inside, { size: 400, color: () => PAINT, ...options }));
  const { match, pictures } = matchPhotos(MODEL, TEXTURE, [outline]);
  return { match, front: match.views.front!, picture: pictures.get("front")! };
}

/** The shares of the picture's opaque pixels that are marked in each colour. */
function marks({ data }: Image) {
  const count = { red: 0, blue: 0, yellow: 0 };
  let opaque = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3]! < 200) continue;
    opaque++;
    const [r, g, b] = [data[i]!, data[i + 1]!, data[i + 2]!];
    if (r > g + 80 && r > b + 80) count.red++;
    else if (b > r + 80) count.blue++;
    else if (g > b + 60) count.yellow++;
  }
  return { red: count.red / opaque, blue: count.blue / opaque, yellow: count.yellow / opaque };
}

describe("matchPhotos", () => {
  it("is full for a model that looks like its photo, whatever the scale and place in the picture", () => {
    const { match, front, picture } = matchFront((u, v) => face(2 * (u - 0.2), 2 * (v + 0.1)));
    expect(match.percent).toBeGreaterThanOrEqual(96);
    expect(front.color).toBeGreaterThan(0.99);
    expect(front.silhouette).toBeGreaterThan(0.96);
    const { red, blue, yellow } = marks(picture);
    expect(red + blue + yellow).toBeLessThan(0.04);
  });

  it("allows for other light, not for other paint", () => {
    expect(matchFront(face, { color: () => [150, 50, 33] }).match.percent).toBeGreaterThanOrEqual(96);
    const { front, picture } = matchFront(face, { color: () => [30, 90, 190] });
    expect(front.percent).toBeLessThan(20);
    expect(front.silhouette).toBeGreaterThan(0.96);
    expect(marks(picture).yellow).toBeGreaterThan(0.8);
  });

  it("allows for light from one side, not for print that is darker", () => {
    const lit = (u: number): number => 0.84 + 0.8 * u;
    expect(matchFront(face, { color: (u) => PAINT.map((value) => value * lit(u)) as [number, number, number] }).front.color).toBeGreaterThan(0.97);
    expect(matchFront(face, { color: (u) => (Math.abs(u) < 0.03 ? [60, 20, 13] : PAINT) }).front.color).toBeLessThan(0.92);
  });

  it("marks in yellow where the paint differs", () => {
    const { front, picture } = matchFront(face, { color: (_u, v) => (v > 0 ? [30, 160, 60] : PAINT) });
    expect(front.percent).toBeGreaterThan(40);
    expect(front.percent).toBeLessThan(62);
    expect(marks(picture).yellow).toBeGreaterThan(0.4);
    expect(marks(picture).yellow).toBeLessThan(0.6);
  });

  it("marks in blue what the photo does not show, and in red what the model has not", () => {
    const holed = matchFront((u, v) => face(u, v) && Math.max(Math.abs(u), Math.abs(v)) > 0.1);
    expect(marks(holed.picture).blue).toBeGreaterThan(0.1);
    expect(holed.front.silhouette).toBeLessThan(0.88);
    const cross = matchFront((u, v) => face(u, v) && (Math.abs(u) < 0.05 || Math.abs(v) < 0.05));
    expect(cross.front.percent).toBeLessThan(50);
    const thin = packCharts(...splitOff());
    const { pictures } = matchPhotos(thin, TEXTURE, [outlineFrom("front", drawPhoto(face, { size: 400, color: () => PAINT }))]);
    expect(marks(pictures.get("front")!).red).toBeGreaterThan(0.3);
  });

  it("looks through the lens of a photo that was rolled and taken from nearby", () => {
    const photo = pinholePhoto(BOX, "front", { size: 400, distance: 2.5, scale: 150, rollDegrees: 4 });
    const outline = outlineFrom("front", photo);
    const brown: Image = { ...TEXTURE, data: TEXTURE.data.map((_, i) => [170, 90, 60, 255][i % 4]!) };
    const straight = matchPhotos(MODEL, brown, [outline]).match.percent;
    let lensed = straightenOutline(outline, { roll: (4 * Math.PI) / 180, pitch: 0, distance: 375 }, null);
    for (let round = 0; round < 2; round++) lensed = straightenOutline(lensed, { roll: (4 * Math.PI) / 180, pitch: 0, distance: 375 }, rimDepthOf(BOX, lensed, 0.8, 1.2, 40));
    const near = matchPhotos(MODEL, brown, [lensed]).match.percent;
    expect(straight).toBeLessThan(93);
    expect(near).toBeGreaterThan(93.5);
  });

  it("takes the mean of the views", () => {
    const front = outlineFrom("front", drawPhoto(face, { size: 400, color: () => PAINT }));
    const side = outlineFrom("side", drawPhoto(rectangle(0.3, 0.6), { size: 400, color: () => [30, 90, 190] }));
    const { match } = matchPhotos(MODEL, TEXTURE, [front, side]);
    expect(match.percent).toBeCloseTo((match.views.front!.percent + match.views.side!.percent) / 2, -0.3);
    expect(Object.keys(match.views)).toEqual(["front", "side"]);
  });
});

/** A cross in the box's place: what is missing in its corners. */
function splitOff(): Parameters<typeof packCharts> {
  const cross = surfaceNets(fieldOf(48, (x, y, z) => Math.max(Math.abs(x) - 0.4, Math.abs(y) - 0.6, Math.abs(z) - 0.3, Math.min(Math.abs(x) - 0.12, Math.abs(y) - 0.12))));
  return [cross, chartByView(cross), 256];
}
