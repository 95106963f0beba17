import { box, cylinder, length2, rod, smoothMin, torus } from "../../../test-utils/src/objects/primitives.ts";
import { benchObject } from "./bench-object.ts";

/** Three thin, spread legs under a round seat, so that no two views agree. */
export const STOOL = benchObject({
  name: "stool",
  parts: [
    [(x, y, z) => cylinder(length2(x, z), y - 0.55, 0.42, 0.07, 0.04), "#b0703a"],
    [
      (x, y, z) => {
        let d = torus(length2(x, z), y + 0.25, 0.4, 0.022);
        for (let i = 0; i < 3; i++) {
          const a = (i * 2 * Math.PI) / 3 + 0.5;
          d = Math.min(d, rod(x, y, z, 0.26 * Math.cos(a), 0.5, 0.26 * Math.sin(a), 0.5 * Math.cos(a), -0.8, 0.5 * Math.sin(a), 0.04, 0.032));
        }
        return d;
      },
      "#4f3a28",
    ],
  ],
});

/** A low table: a slab on four square legs, a shelf between them. */
export const SIDE_TABLE = benchObject({
  name: "side-table",
  parts: [
    [(x, y, z) => box(x, y - 0.5, z, 0.8, 0.05, 0.5, 0.015), "#c79a63"],
    [(x, y, z) => Math.min(box(Math.abs(x) - 0.7, y, Math.abs(z) - 0.4, 0.045, 0.5, 0.045, 0.01), box(x, y + 0.2, z, 0.7, 0.025, 0.4, 0.01)), "#6d4a2b"],
  ],
});

/** A low table: nothing but a board and four legs. */
export const COFFEE_TABLE = benchObject({
  name: "coffee-table",
  parts: [
    [(x, y, z) => box(x, y - 0.3, z, 0.95, 0.035, 0.5, 0.01), "#c79a63"],
    [(x, y, z) => box(Math.abs(x) - 0.86, y, Math.abs(z) - 0.42, 0.04, 0.3, 0.04, 0.01), "#6d4a2b"],
  ],
});

/** A kitchen chair with two slats between the posts of its back. */
export const SLAT_CHAIR = benchObject({
  name: "slat-chair",
  parts: [
    [(x, y, z) => box(x, y + 0.1, z, 0.42, 0.05, 0.42, 0.03), "#a8433a"],
    [
      (x, y, z) => {
        const legs = box(Math.abs(x) - 0.37, y + 0.57, Math.abs(z) - 0.37, 0.035, 0.43, 0.035, 0.01);
        const posts = box(Math.abs(x) - 0.37, y - 0.4, z + 0.38, 0.035, 0.55, 0.03, 0.01);
        return Math.min(legs, posts, box(x, y - 0.87, z + 0.38, 0.4, 0.06, 0.025, 0.01), box(x, y - 0.5, z + 0.38, 0.37, 0.05, 0.02, 0.01));
      },
      "#d8c3a0",
    ],
  ],
});

/** Four spread legs under a square seat, with bars between them that cross. */
export const SQUARE_STOOL = benchObject({
  name: "square-stool",
  parts: [
    [(x, y, z) => box(x, y - 0.5, z, 0.36, 0.06, 0.36, 0.04), "#c9b28b"],
    [
      (x, y, z) => {
        const legs = rod(Math.abs(x), y, Math.abs(z), 0.26, 0.46, 0.26, 0.38, -0.6, 0.38, 0.035, 0.028);
        return Math.min(legs, rod(Math.abs(x), y, z, 0.33, -0.2, -0.33, 0.33, -0.2, 0.33, 0.02, 0.02), rod(x, y, z, -0.33, -0.2, 0, 0.33, -0.2, 0, 0.02, 0.02));
      },
      "#8a6a44",
    ],
  ],
});

/** Two boards in a frame of tubes, with a handle at one end. */
export const TROLLEY = benchObject({
  name: "trolley",
  parts: [
    [(x, y, z) => Math.min(box(x, y - 0.35, z, 0.55, 0.03, 0.35, 0.01), box(x, y + 0.45, z, 0.55, 0.03, 0.35, 0.01)), "#c0c4c9"],
    [(x, y, z) => Math.min(box(Math.abs(x) - 0.52, y + 0.05, Math.abs(z) - 0.32, 0.02, 0.62, 0.02, 0.01), rod(x, y, z, -0.52, 0.57, -0.32, -0.52, 0.57, 0.32, 0.02, 0.02)), "#44474d"],
  ],
});

/** A tall lamp: a heavy foot, a thin pole, a wide conical shade. */
export const FLOOR_LAMP = benchObject({
  name: "floor-lamp",
  parts: [
    [(x, y, z) => Math.max((length2(x, z) - 0.33 + 0.35 * (y - 0.72)) * 0.94, Math.abs(y - 0.72) - 0.23), "#e3cfa0"],
    [(x, y, z) => Math.min(cylinder(length2(x, z), y, 0.025, 0.93, 0.01), cylinder(length2(x, z), y + 0.94, 0.26, 0.035, 0.02)), "#3b3d40"],
  ],
});

/** A rubber duck: smooth, organic, different from every side. */
export const DUCK = benchObject({
  name: "duck",
  parts: [
    [
      (x, y, z) => {
        const body = (Math.hypot(x / 0.46, (y + 0.28) / 0.36, (z + 0.05) / 0.62) - 1) * 0.36;
        const tail = rod(x, y, z, 0, -0.15, -0.5, 0, 0.06, -0.72, 0.16, 0.05);
        const head = Math.hypot(x, y - 0.32, z - 0.3) - 0.31;
        return smoothMin(smoothMin(body, tail, 0.12), head, 0.12);
      },
      "#e6bf2c",
    ],
    [(x, y, z) => (Math.hypot(x / 0.15, (y - 0.26) / 0.06, (z - 0.62) / 0.14) - 1) * 0.06, "#d9651e"],
  ],
});

/** A cushion in the form of a ring, lying. */
export const RING_CUSHION = benchObject({ name: "ring-cushion", parts: [[(x, y, z) => torus(length2(x, z), y * 0.9, 0.6, 0.24) * 0.95, "#a24d6b"]] });

/** A cordless drill: pistol grip, a long nose, a battery as foot. */
export const DRILL = benchObject({
  name: "drill",
  parts: [
    [(x, y, z) => smoothMin(cylinder(length2(y - 0.4, z), x + 0.1, 0.2, 0.42, 0.08), rod(x, y, z, -0.22, 0.3, 0, -0.3, -0.42, 0, 0.13, 0.12), 0.08), "#2a8c7d"],
    [(x, y, z) => Math.min(cylinder(length2(y - 0.4, z), x - 0.45, 0.12, 0.16, 0.03), cylinder(length2(y - 0.4, z), x - 0.75, 0.03, 0.2, 0.005)), "#2b2b2d"],
    [(x, y, z) => box(x + 0.24, y + 0.56, z, 0.3, 0.12, 0.17, 0.04), "#37383b"],
  ],
});

/** A serving tray: flat, with two handles at its ends. */
export const TRAY = benchObject({
  name: "tray",
  parts: [
    [(x, y, z) => box(x, y, z, 0.8, 0.07, 0.5, 0.03), "#8d5b3a"],
    [(x, y, z) => Math.min(rod(Math.abs(x), y, Math.abs(z), 0.76, 0, 0.2, 0.8, 0.14, 0.16, 0.025, 0.025), rod(Math.abs(x), y, z, 0.8, 0.14, -0.16, 0.8, 0.14, 0.16, 0.025, 0.025)), "#c8a24a"],
  ],
  hollow: (x, y, z) => box(x, y - 0.09, z, 0.74, 0.12, 0.44, 0.03),
});
