import { largestDimension, PRODUCT_OBJECTS } from "@model-3d/test-utils";
import { describe, expect, it } from "vitest";
import { fieldOf } from "../test/fields.ts";
import { outlineFrom } from "../test/outlines.ts";
import { pinholePhoto, type PinholeOptions } from "../test/pinhole-photo.ts";
import type { Outlines } from "./align-views.ts";
import type { FocalShares } from "./focal-shares.ts";
import type { Image } from "./image.ts";
import { followRays, withSideCamera } from "./follow-rays.ts";
import type { Mesh } from "./mesh.ts";
import type { Outline } from "./outline.ts";
import { refineCameras } from "./refine-cameras.ts";
import { CameraSearch } from "./search-cameras.ts";
import { straightenOutline } from "./straighten-outline.ts";
import { surfaceNets } from "./surface-nets.ts";
import type { CameraName } from "./view-cameras.ts";

const SIZE = 320;
/** As large as photos are: what speaks for cameras far away is small. */
const FINE = 960;
const VIEWS = ["front", "back", "side", "top"] as const;
/** A bench on four legs: from nearby the legs behind stand between those before. */
const BENCH = surfaceNets(
  fieldOf(64, (x, y, z) => {
    const seat = Math.max(Math.max(Math.abs(x) - 0.5, Math.abs(z) - 0.25), Math.abs(y - 0.7) - 0.08);
    const legs = Math.max(Math.hypot(Math.abs(x) - 0.45, Math.abs(z) - 0.2) - 0.06, Math.abs(y + 0.05) - 0.75);
    return Math.min(seat, legs);
  }),
);

/** Two frames that lean against each other, with steps in the one before alone. */
const LADDER = surfaceNets(
  fieldOf(72, (x, y, z) => {
    const frame = (lean: number): number => Math.max(Math.hypot(Math.abs(x) - 0.35, z - lean * (0.75 - y)) - 0.07, Math.abs(y) - 0.75);
    const steps = [-0.45, -0.1, 0.25].map((height) => Math.max(Math.abs(x) - 0.35, Math.abs(y - height) - 0.05, Math.abs(z - 0.3 * (0.75 - height) - 0.08) - 0.12));
    return Math.min(frame(0.3), frame(-0.3), ...steps);
  }),
);

/** Two boards between four posts: photos of few rays fit together from far away as well as from nearby. */
const TROLLEY = surfaceNets(
  fieldOf(72, (x, y, z) => {
    const boards = Math.max(Math.abs(x) - 0.6, Math.abs(z) - 0.4, Math.min(Math.abs(y - 0.3), Math.abs(y + 0.5)) - 0.05);
    const posts = Math.max(Math.abs(Math.abs(x) - 0.55), Math.abs(Math.abs(z) - 0.35)) - 0.05;
    return Math.min(boards, Math.max(posts, Math.abs(y) - 0.75));
  }),
);

/** A wide shade on a thin pole: what is lost of the pole counts for more than how near the cameras were. */
const LAMP = surfaceNets(
  fieldOf(160, (x, y, z) => {
    const r = Math.hypot(x, z);
    const shade = Math.max(r - 0.32 + 0.2 * (y - 0.55), Math.abs(y - 0.55) - 0.2);
    const pole = Math.max(r - 0.025, Math.abs(y) - 0.74);
    const foot = Math.max(r - 0.22, Math.abs(y + 0.72) - 0.03);
    return Math.min(shade, pole, foot);
  }),
);

function chairOf(): Mesh {
  const chair = PRODUCT_OBJECTS.find(({ name }) => name === "chair")!;
  const { min, max } = chair.bounds;
  const unit = largestDimension(chair) * 0.55;
  const at = (value: number, k: 0 | 1 | 2): number => (min[k] + max[k]) / 2 + value * unit;
  return surfaceNets(fieldOf(80, (x, y, z) => chair.distance(at(x, 0), at(y, 1), at(z, 2)) / unit));
}

function photograph(options: PinholeOptions, mesh = BENCH): Outlines {
  return {
    front: outlineFrom("front", pinholePhoto(mesh, "front", { size: SIZE, ...options })),
    back: outlineFrom("back", pinholePhoto(mesh, "back", { size: SIZE, ...options })),
    side: outlineFrom("side", pinholePhoto(mesh, "right", { size: SIZE, ...options })),
    top: outlineFrom("top", pinholePhoto(mesh, "top", { size: SIZE, ...options })),
  };
}

function uprighted(found: Outlines): Outlines {
  const straight = { ...found };
  for (const view of VIEWS) straight[view] = straightenOutline(found[view]!, { roll: 0, pitch: 0, distance: Infinity }, null);
  return straight;
}

/** From as far away each. */
const shotsFrom = (distance: number) => VIEWS.map((view) => ({ view, roll: 0, pitch: 0, distance }));

/** @param upright as the photos were turned. */
function follow(found: Outlines, upright: Outlines, straightened: Outlines, told: FocalShares): Outlines {
  return followRays(straightened, new CameraSearch(found, withSideCamera(upright), told));
}

function heightOf({ box }: Outline): number {
  return box.bottom - box.top;
}

describe("followRays", () => {
  it("finds the cameras before a bench by its legs", () => {
    const distance = 3;
    const scale = 375;
    const found = photograph({ distance, scale, size: FINE });
    const share = (scale * distance) / FINE;
    const straight = uprighted(found);
    // Where the thing's middle is between front and back is settled later.
    const heightRatio = (outlines: Outlines): number => (heightOf(outlines.front) + heightOf(outlines.back)) / 2 / heightOf(outlines.side!);
    const length = (share * found.front.photo.pictureSide) / found.front.photoScale;
    const near = refineCameras(straight, shotsFrom(length), { toldWidening: 1 }).closer();
    expect(heightRatio(straight)).toBeLessThan(0.95);
    expect(Math.abs(heightRatio(near.outlines) - 1)).toBeLessThan(0.01);
  });

  it("finds the cameras before a chair, whose legs and bars fit where they do not belong", () => {
    const distance = 2.4;
    const scale = 95;
    const found = photograph({ distance, scale }, chairOf());
    const straight = uprighted(found);
    const under = (length: number) => refineCameras(straight, shotsFrom(length), { toldWidening: 1 });
    const { cost, outlines } = under(scale * distance);
    expect(cost).toBeLessThan(50);
    expect(under(Infinity).cost).toBeGreaterThan(3 * cost);
    for (const view of ["back", "side"] as const) expect(Math.abs(heightOf(outlines[view]!) / heightOf(outlines.front) - 1)).toBeLessThan(0.025);
    for (const view of VIEWS) expect(Math.abs(outlines[view]!.lens!.sine)).toBeLessThan(0.03);
  });

  it("begins with the turns that the photos tell, not with those of outlines that were straightened wrongly", () => {
    const distance = 3;
    const scale = 125;
    const found = photograph({ distance, scale });
    const wrong: Outlines = { ...found };
    for (const view of VIEWS) wrong[view] = straightenOutline(found[view]!, { roll: view === "side" ? 0.3 : 0, pitch: 0, distance: Infinity }, null);
    const share = (scale * distance) / found.front.photo.pictureSide;
    const followed = follow(found, found, wrong, { front: share });
    expect(followed).not.toBe(wrong);
    for (const view of VIEWS) expect(Math.abs(followed[view]!.lens!.sine)).toBeLessThan(0.02);
  });

  it("takes photos for level again where feet told of turns that there are not", () => {
    const found = photograph({ distance: 3, scale: 125 });
    const wrong: Outlines = { ...found };
    for (const [view, turn] of [["front", 0.1], ["back", -0.1], ["side", -0.05]] as const) wrong[view] = straightenOutline(found[view]!, { roll: turn, pitch: 0, distance: Infinity }, null);
    const followed = follow(found, wrong, wrong, {});
    expect(followed).not.toBe(wrong);
    for (const view of VIEWS) expect(Math.abs(followed[view]!.lens!.sine)).toBeLessThan(0.01);
  });

  it("finds how near the cameras were, beginning with another lens", () => {
    const distance = 2.4;
    const scale = 95;
    const found = photograph({ distance, scale }, chairOf());
    const straight = uprighted(found);
    const { outlines, widening } = refineCameras(straight, shotsFrom(1.35 * scale * distance));
    expect(Math.abs(widening / 1.35 - 1)).toBeLessThan(0.1);
    for (const view of VIEWS) expect(outlines[view]!.lens!.distance).toBeCloseTo((1.35 * scale * distance) / widening, 6);
  });

  it("finds them too where files tell the focal length, and the search has to begin with another", () => {
    const distance = 2.4;
    const scale = 95;
    const found = photograph({ distance, scale }, chairOf());
    const straight = uprighted(found);
    const { outlines, widening } = refineCameras(straight, shotsFrom(1.35 * scale * distance), { toldWidening: 1.35 });
    expect(Math.abs(widening / 1.35 - 1)).toBeLessThan(0.02);
    for (const view of ["back", "side"] as const) expect(Math.abs(heightOf(outlines[view]!) / heightOf(outlines.front) - 1)).toBeLessThan(0.025);
  });

  it("comes closer to how near they were by more rays", () => {
    const distance = 3;
    const scale = 125;
    const straight = uprighted(photograph({ distance, scale }, TROLLEY));
    const few = refineCameras(straight, shotsFrom(1.35 * scale * distance));
    const many = few.closer();
    expect(Math.abs(many.widening / 1.35 - 1)).toBeLessThan(0.02);
    expect(many.misses).toBeLessThan(few.misses);
  });

  it("tells boards between posts from nearby from such that are far away", () => {
    const scale = 375;
    const found = photograph({ distance: 3, scale, size: FINE }, TROLLEY);
    const followed = follow(found, found, found, {});
    for (const view of VIEWS) {
      const { distance, sine } = followed[view]!.lens!;
      expect(Math.abs((distance * found[view]!.photoScale) / (3 * scale) - 1)).toBeLessThan(0.05);
      expect(Math.abs(sine)).toBeLessThan(0.005);
    }
  });

  it("takes a side photo for the left one where rays miss much less then", () => {
    const found: Outlines = { ...photograph({ distance: 3, scale: 125 }, LADDER), side: outlineFrom("side", pinholePhoto(LADDER, "left", { size: SIZE, distance: 3, scale: 125 })) };
    const share = (3 * 125) / found.front.photo.pictureSide;
    expect(follow(found, found, found, { front: share }).side!.camera).toBe("left");
    const asSaid = photograph({ distance: 3, scale: 125 }, LADDER);
    expect(follow(asSaid, asSaid, asSaid, { front: share }).side!.camera).toBe("right");
  });

  it("leaves as it was straightened what has no legs, however badly that was", () => {
    const found = photograph({ distance: 3, scale: 125 }, surfaceNets(fieldOf(48, (x, y, z) => Math.max(Math.hypot(x / 0.5, z / 0.4) - 1 + 0.3 * y, Math.abs(y) - 0.75))));
    const wrong: Outlines = { ...found, side: straightenOutline(found.side!, { roll: 0.3, pitch: 0, distance: Infinity }, null) };
    expect(follow(found, found, wrong, {})).toBe(wrong);
  });

  it("leaves photos that are nearly from far away as they are, whatever little is gained by rays, or files tell", () => {
    const distance = 9;
    const scale = 560;
    const found = photograph({ distance, scale, size: FINE }, chairOf());
    expect(follow(found, found, found, {})).toBe(found);
    expect(follow(found, found, found, { front: (scale * distance) / found.front.photo.pictureSide })).toBe(found);
  });

  it("leaves photos of a thin pole as they are, though a mask is off where cameras from nearby would explain it", () => {
    const shot = (camera: CameraName): Image => pinholePhoto(LAMP, camera, { distance: Infinity, scale: 480, size: FINE });
    const belowShade = (photo: Image, rows: number): Image => {
      const shadeEnd = Math.round(FINE / 2 - 0.35 * 480);
      for (let y = shadeEnd - 2; y < shadeEnd + rows; y++) for (let x = FINE / 2 - 165; x < FINE / 2 + 165; x++) photo.data.set([170, 90, 60, 255], 4 * (y * FINE + x));
      return photo;
    };
    const found: Outlines = {
      front: outlineFrom("front", belowShade(shot("front"), 6)),
      back: outlineFrom("back", belowShade(shot("back"), 4)),
      side: outlineFrom("side", shot("right")),
      top: outlineFrom("top", shot("top")),
    };
    const search = new CameraSearch(found, withSideCamera(found), {});
    expect(search.near()).not.toBeNull();
    expect(followRays(found, search)).toBe(found);
  });

  it("leaves photos from far away as they are", () => {
    const found = photograph({ distance: Infinity, scale: 300, size: FINE });
    expect(follow(found, found, found, {})).toBe(found);
  });
});
