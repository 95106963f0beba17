import { box, cylinder, length2, rod, torus } from "../../../test-utils/src/objects/primitives.ts";
import { benchObject } from "./bench-object.ts";

/** A pot on a ring with four spread feet. */
export const PLANT_STAND = benchObject({
  name: "plant-stand",
  parts: [
    [(x, y, z) => Math.max(Math.abs(y - 0.4) - 0.35, (length2(x, z) - 0.36 - 0.2 * (y - 0.4)) * 0.95), "#b9683f"],
    [
      (x, y, z) => Math.min(torus(length2(x, z), y - 0.1, 0.36, 0.03), rod(Math.abs(x), y, Math.abs(z), 0.25, 0.12, 0.25, 0.36, -0.75, 0.36, 0.035, 0.03)),
      "#3a2f28",
    ],
  ],
});

/** A folding ladder: two frames that lean against each other, with steps in the one before. */
export const STEP_LADDER = benchObject({
  name: "step-ladder",
  parts: [
    [(x, y, z) => Math.min(...[-0.55, -0.1, 0.35, 0.8].map((height) => box(x, y - height, z - 0.36 + 0.35 * (height + 0.9), 0.3 - 0.06 * height, 0.025, 0.09, 0.01))), "#d7b25a"],
    [
      (x, y, z) => {
        const before = rod(Math.abs(x), y, z, 0.38, -0.9, 0.42, 0.26, 0.85, -0.2, 0.035, 0.03);
        const behind = rod(Math.abs(x), y, z, 0.38, -0.9, -0.6, 0.26, 0.8, -0.22, 0.03, 0.03);
        return Math.min(before, behind, rod(x, y, z, -0.36, -0.6, -0.54, 0.36, -0.6, -0.54, 0.02, 0.02));
      },
      "#8f979f",
    ],
  ],
});

/** A desk on two frames, a beam between them. */
export const DESK = benchObject({
  name: "desk",
  parts: [
    [(x, y, z) => box(x, y - 0.5, z, 1, 0.035, 0.5, 0.01), "#e2d3b4"],
    [
      (x, y, z) => {
        const ax = Math.abs(x) - 0.82;
        const frame = Math.min(box(ax, y, Math.abs(z) - 0.4, 0.03, 0.48, 0.03, 0.01), box(ax, y + 0.46, z, 0.03, 0.03, 0.42, 0.01), box(ax, y - 0.44, z, 0.03, 0.03, 0.42, 0.01));
        return Math.min(frame, box(x, y - 0.2, z + 0.38, 0.8, 0.05, 0.02, 0.01));
      },
      "#3d4147",
    ],
  ],
});

/** A tripod of wood with a drum of cloth. */
export const TRIPOD_LAMP = benchObject({
  name: "tripod-lamp",
  parts: [
    [(x, y, z) => cylinder(length2(x, z), y - 0.65, 0.4, 0.28, 0.02), "#efe6d2"],
    [
      (x, y, z) => {
        let d = cylinder(length2(x, z), y - 0.2, 0.05, 0.2, 0.01);
        for (let i = 0; i < 3; i++) {
          const a = (i * 2 * Math.PI) / 3 + 0.9;
          d = Math.min(d, rod(x, y, z, 0.04 * Math.cos(a), 0.15, 0.04 * Math.sin(a), 0.48 * Math.cos(a), -0.95, 0.48 * Math.sin(a), 0.04, 0.028));
        }
        return d;
      },
      "#a9773f",
    ],
  ],
});
