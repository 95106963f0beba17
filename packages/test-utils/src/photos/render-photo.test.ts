import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { encodePhoto, PRODUCT_OBJECTS, renderPhoto, sampleOccupancy, silhouetteOf, type PhotoView, type ProductObject } from "../index.ts";

const BALL: ProductObject = {
  name: "ball",
  title: "Ball",
  bounds: { min: [-1, -1, -1], max: [1, 1, 1] },
  distance: (x, y, z) => Math.sqrt(x * x + y * y + z * z) - 1,
  colour: (_x, _y, _z, out) => {
    out.fill(0.5);
  },
};

/** A plate whose edges cut pixels at known places: 2 wide, 1 high. */
const PLATE: ProductObject = {
  ...BALL,
  name: "plate",
  bounds: { min: [-1, -0.5, -0.1], max: [1, 0.5, 0.1] },
  distance: (x, y, z) => Math.max(Math.abs(x) - 1, Math.abs(y) - 0.5, Math.abs(z) - 0.1),
};

function product(name: string): ProductObject {
  const found = PRODUCT_OBJECTS.find((object) => object.name === name);
  if (found === undefined) throw new Error(`No product is called ${name}.`);
  return found;
}

describe("coverage", () => {
  it.each([64, 200])("of a ball is pi r² at %i px", (size) => {
    const mask = silhouetteOf(BALL, "front", size);
    const area = mask.reduce((sum, value) => sum + value / 255, 0);
    const radius = 0.42 * size;
    expect(area / (Math.PI * radius * radius)).toBeCloseTo(1, size < 100 ? 2 : 2.7);
    expect(Math.abs(area / (Math.PI * radius * radius) - 1)).toBeLessThan(0.002);
  });

  it.each([0, 7, 30, 45])("of a straight edge turned by %i degrees is right within 1/16", (rollDegrees) => {
    const size = 50;
    const mask = silhouetteOf(PLATE, "front", size, { rollDegrees, shift: [0.0037, 0.0061] });
    const cosine = Math.cos((rollDegrees * Math.PI) / 180);
    const sine = Math.sin((rollDegrees * Math.PI) / 180);
    const fine = 24;
    const half = 0.42 * size;
    let worst = 0;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        let inside = 0;
        for (let i = 0; i < fine * fine; i++) {
          const u = column + ((i % fine) + 0.5) / fine - size / 2 - 0.0037 * size;
          const v = size / 2 - row - (Math.floor(i / fine) + 0.5) / fine - 0.0061 * size;
          if (Math.abs(u * cosine + v * sine) < half && Math.abs(v * cosine - u * sine) < half / 2) inside++;
        }
        worst = Math.max(worst, Math.abs((mask[row * size + column] as number) / 255 - inside / (fine * fine)));
      }
    }
    expect(worst).toBeLessThan(1 / 16);
  });
});

describe.each(PRODUCT_OBJECTS.map((object) => [object.name, object] as const))("%s", (_, object) => {
  const size = 40;
  const masks = new Map<PhotoView, Uint8Array>();
  const maskOf = (view: PhotoView): Uint8Array => {
    const mask = masks.get(view) ?? silhouetteOf(object, view, size, { margin: 0 });
    masks.set(view, mask);
    return mask;
  };

  it("shows mirrored outlines from front and back", () => {
    const [front, back] = [maskOf("front"), maskOf("back")];
    let difference = 0;
    let covered = 0;
    for (let i = 0; i < front.length; i++) {
      const mirrored = back[i - (i % size) + size - 1 - (i % size)] as number;
      difference += Math.abs((front[i] as number) - mirrored);
      covered += front[i] as number;
    }
    // Thin parts are about a pixel wide here and sampled, so a little noise remains.
    expect(difference / covered).toBeLessThan(0.02);
  });

  it("covers with its silhouettes what is solid", () => {
    const occupancy = sampleOccupancy(object, size);
    const views: readonly [PhotoView, (x: number, y: number, z: number) => number][] = [
      ["front", (x, y) => (size - 1 - y) * size + x],
      ["top", (x, _y, z) => z * size + x],
      ["side", (_x, y, z) => (size - 1 - y) * size + size - 1 - z],
    ];
    for (const [view, place] of views) {
      const mask = maskOf(view);
      const shade = new Uint8Array(size * size);
      for (let i = 0; i < occupancy.length; i++) {
        if (occupancy[i] === 1) shade[place(i % size, Math.floor(i / size) % size, Math.floor(i / size / size))] = 1;
      }
      expect(shade.filter((solid, i) => solid === 1 && mask[i] === 0)).toHaveLength(0);
    }
  });
});

describe("a photo", () => {
  const mug = product("mug");

  it("is the same each time, byte by byte, as file too", async () => {
    const first = renderPhoto(mug, "front", { size: 64, background: "white" });
    const second = renderPhoto(mug, "front", { size: 64, background: "white" });
    expect(Buffer.compare(first.data, second.data)).toBe(0);
    expect(Buffer.compare(await encodePhoto(first, "jpeg"), await encodePhoto(second, "jpeg"))).toBe(0);
  });

  it("has the coverage of the silhouette as alpha and no colour where nothing is", () => {
    const photo = renderPhoto(mug, "side", { size: 48 });
    const mask = silhouetteOf(mug, "side", 48);
    let different = 0;
    for (let i = 0; i < mask.length; i++) {
      if (photo.data[i * 4 + 3] !== mask[i] || (mask[i] === 0 && photo.data[i * 4] !== 0)) different++;
    }
    expect(different).toBe(0);
  });

  it("shows the handle on the right from the front and on the left from the back", () => {
    const size = 40;
    const reach = (view: PhotoView): [left: number, right: number] => {
      const mask = silhouetteOf(mug, view, size);
      const middle = mask.subarray((size / 2) * size, (size / 2 + 1) * size);
      return [middle.findIndex((value) => value > 127), middle.findLastIndex((value) => value > 127)];
    };
    const gap = (view: PhotoView, from: number, to: number): boolean => {
      const mask = silhouetteOf(mug, view, size);
      return mask.subarray((size / 2) * size + from, (size / 2) * size + to).includes(0);
    };
    const [frontLeft, frontRight] = reach("front");
    expect(gap("front", size / 2, frontRight)).toBe(true);
    expect(gap("front", frontLeft, size / 2)).toBe(false);
    expect(gap("back", reach("back")[0], size / 2)).toBe(true);
  });

  it.each(["white", "grey", "wood"] as const)("on %s is opaque and keeps the object", (background) => {
    const photo = renderPhoto(mug, "front", { size: 64, background, softShadow: true });
    expect(photo.data.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
    const clear = renderPhoto(mug, "front", { size: 64 });
    const centre = (32 * 64 + 24) * 4;
    expect(photo.data.subarray(centre, centre + 3)).toEqual(clear.data.subarray(centre, centre + 3));
  });

  it("taken in perspective keeps the whole object in the frame", () => {
    const size = 64;
    const mask = silhouetteOf(product("armchair"), "front", size, { camera: { kind: "perspective", fieldOfViewDegrees: 40 }, margin: 0.05 });
    for (let i = 0; i < size; i++) {
      for (const border of [i, (size - 1) * size + i, i * size, i * size + size - 1]) expect(mask[border]).toBe(0);
    }
    expect(mask.some((value) => value === 255)).toBe(true);
  });

  it.each(["png", "jpeg", "webp"] as const)("encodes as %s of the same size", async (format) => {
    const file = await encodePhoto(renderPhoto(BALL, "front", { size: 40 }), format);
    const metadata = await sharp(file).metadata();
    expect(metadata).toMatchObject({ format, width: 40, height: 40, hasAlpha: format !== "jpeg" });
  });

  it("refuses options that cannot be rendered", () => {
    expect(() => renderPhoto(BALL, "front", { size: 0 })).toThrow(RangeError);
    expect(() => renderPhoto(BALL, "front", { margin: 0.5 })).toThrow(RangeError);
    expect(() => renderPhoto(BALL, "front", { supersample: 0 })).toThrow(RangeError);
    expect(() => renderPhoto(BALL, "front", { camera: { kind: "perspective", fieldOfViewDegrees: 180 } })).toThrow(RangeError);
  });
});
