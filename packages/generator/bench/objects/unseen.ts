import { box, cylinder, length2, rod, torus } from "../../../test-utils/src/objects/primitives.ts";
import { benchObject } from "./bench-object.ts";

/** Looked at since, and counted among those that were tuned on: a shelf of three boards between four posts, with a low rail behind each. */
export const SHELF = benchObject({
  name: "shelf",
  parts: [
    [(x, y, z) => Math.min(...[-0.7, 0, 0.7].map((height) => box(x, y - height, z, 0.5, 0.03, 0.28, 0.01))), "#c99e63"],
    [
      (x, y, z) => {
        const posts = box(Math.abs(x) - 0.5, y, Math.abs(z) - 0.28, 0.03, 0.95, 0.03, 0.01);
        return Math.min(posts, ...[-0.6, 0.1, 0.8].map((height) => box(x, y - height, z + 0.28, 0.5, 0.02, 0.015, 0.005)));
      },
      "#2e3236",
    ],
  ],
});

/** A garden bench: three slats to sit on, two to lean against, a rest for the arms on either side. */
export const GARDEN_BENCH = benchObject({
  name: "garden-bench",
  parts: [
    [
      (x, y, z) => {
        const seat = Math.min(...[-0.2, 0, 0.2].map((depth) => box(x, y + 0.1, z - depth, 0.85, 0.025, 0.085, 0.01)));
        return Math.min(seat, ...[0.2, 0.42].map((height) => box(x, y - height, z + 0.3, 0.85, 0.08, 0.02, 0.01)));
      },
      "#8a6a3c",
    ],
    [
      (x, y, z) => {
        const ax = Math.abs(x) - 0.8;
        const before = box(ax, y + 0.2, z - 0.26, 0.04, 0.4, 0.04, 0.01);
        const behind = box(ax, y + 0.03, z + 0.3, 0.04, 0.57, 0.04, 0.01);
        return Math.min(before, behind, box(ax, y - 0.2, z + 0.02, 0.05, 0.025, 0.32, 0.01));
      },
      "#4d4a45",
    ],
  ],
});

/** A milking stool on three legs, with a hole to carry it by. */
export const MILKING_STOOL = benchObject({
  name: "milking-stool",
  parts: [
    [(x, y, z) => Math.max(cylinder(length2(x, z), y - 0.3, 0.5, 0.07, 0.03), -box(x, y - 0.3, z, 0.12, 0.2, 0.035, 0.03)), "#c58a4e"],
    [
      (x, y, z) => {
        const legs = [0, 1, 2].map((i) => {
          const [c, s] = [Math.cos((i * 2 * Math.PI) / 3 + 0.4), Math.sin((i * 2 * Math.PI) / 3 + 0.4)];
          return rod(x, y, z, 0.28 * c, 0.3, 0.28 * s, 0.5 * c, -0.6, 0.5 * s, 0.06, 0.045);
        });
        return Math.min(...legs);
      },
      "#7d5530",
    ],
  ],
});

/** A suitcase on its wheels, its handle pulled out. */
export const SUITCASE = benchObject({
  name: "suitcase",
  parts: [
    [(x, y, z) => box(x, y + 0.15, z, 0.42, 0.6, 0.24, 0.08), "#2f6f73"],
    [
      (x, y, z) => {
        const handle = Math.min(box(Math.abs(x) - 0.2, y - 0.7, z + 0.18, 0.015, 0.28, 0.015, 0.005), box(x, y - 0.96, z + 0.18, 0.22, 0.03, 0.03, 0.02));
        return Math.min(handle, cylinder(length2(y + 0.8, Math.abs(z) - 0.16), Math.abs(x) - 0.32, 0.07, 0.03, 0.01));
      },
      "#22262a",
    ],
  ],
});

/** A lantern: a glass between two discs, four bars about it, a ring to hang it by. */
export const LANTERN = benchObject({
  name: "lantern",
  parts: [
    [(x, y, z) => cylinder(length2(x, z), y, 0.26, 0.4, 0.02), "#e6d9a8"],
    [
      (x, y, z) => {
        const discs = Math.min(cylinder(length2(x, z), y + 0.46, 0.4, 0.06, 0.02), cylinder(length2(x, z), y - 0.45, 0.36, 0.05, 0.02));
        const bars = rod(Math.abs(x), y, Math.abs(z), 0.24, -0.45, 0.24, 0.24, 0.45, 0.24, 0.02, 0.02);
        const roof = cylinder(length2(x, z), y - 0.55, 0.2, 0.08, 0.03);
        return Math.min(discs, bars, roof, torus(length2(x, y - 0.76), z, 0.13, 0.02));
      },
      "#37312b",
    ],
  ],
});

/** A wooden horse on rockers. */
export const ROCKING_HORSE = benchObject({
  name: "rocking-horse",
  parts: [
    [
      (x, y, z) => {
        const body = rod(x, y, z, 0, 0.1, -0.35, 0, 0.12, 0.35, 0.2, 0.18);
        const neck = rod(x, y, z, 0, 0.15, 0.35, 0, 0.6, 0.5, 0.14, 0.1);
        return Math.min(body, neck, rod(x, y, z, 0, 0.6, 0.48, 0, 0.5, 0.75, 0.11, 0.07));
      },
      "#b07a45",
    ],
    [
      (x, y, z) => {
        const ax = Math.abs(x);
        const legs = Math.min(rod(ax, y, z, 0.12, 0.05, 0.32, 0.22, -0.5, 0.42, 0.05, 0.04), rod(ax, y, z, 0.12, 0.05, -0.32, 0.22, -0.5, -0.42, 0.05, 0.04));
        const rocker = Math.max(Math.abs(length2(y - 0.75, z) - 1.3) - 0.04, Math.abs(ax - 0.22) - 0.03, Math.abs(z) - 0.75, y);
        return Math.min(legs, rocker, rod(x, y, z, -0.22, 0.55, 0.5, 0.22, 0.55, 0.5, 0.02, 0.02));
      },
      "#8c2f2b",
    ],
  ],
});
