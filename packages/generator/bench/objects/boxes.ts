import { box, cylinder, extrude, length2, rod, smoothMin } from "../../../test-utils/src/objects/primitives.ts";
import { benchObject } from "./bench-object.ts";

/** A tall carton, much less deep than wide. */
export const CEREAL_BOX = benchObject({ name: "cereal-box", parts: [[(x, y, z) => box(x, y, z, 0.55, 0.8, 0.2, 0.012), "#c8452c"]] });

/** A loudspeaker with two cones let into its front. */
export const SPEAKER = benchObject({
  name: "speaker",
  parts: [
    [(x, y, z) => box(x, y, z, 0.42, 0.75, 0.4, 0.05), "#4a3b31"],
    [(x, y, z) => Math.min(cylinder(length2(x, y + 0.25), z - 0.33, 0.1, 0.05, 0.03), cylinder(length2(x, y - 0.4), z - 0.36, 0.06, 0.03, 0.02)), "#b9b4a8"],
    [(x, y, z) => box(Math.abs(x) - 0.32, y + 0.79, Math.abs(z) - 0.3, 0.06, 0.05, 0.06, 0.02), "#1d1d1f"],
  ],
  hollow: (x, y, z) => {
    const woofer = length2(x, y + 0.25) - (0.3 - (0.42 - z) * 0.8);
    const tweeter = length2(x, y - 0.4) - (0.17 - (0.42 - z) * 0.8);
    const cone = Math.max(Math.min(woofer, tweeter) * 0.75, 0.3 - z);
    const dome = Math.min(cylinder(length2(x, y + 0.25), z - 0.33, 0.1, 0.05, 0.03), cylinder(length2(x, y - 0.4), z - 0.36, 0.06, 0.03, 0.02));
    return Math.max(cone, -dome);
  },
});

/** A toolbox: a slanted body under an arched handle. */
export const TOOLBOX = benchObject({
  name: "toolbox",
  parts: [
    [(x, y, z) => extrude(Math.max(box(0, y + 0.1, z, 9, 0.3, 0.38, 0.02), (Math.abs(z) * 0.94 + y * 0.34 - 0.32)), x, 0.8, 0.03), "#2f6ea3"],
    [(x, y, z) => Math.min(rod(Math.abs(x), y, z, 0.5, 0.15, 0, 0.42, 0.45, 0, 0.035, 0.035), rod(x, y, z, -0.42, 0.45, 0, 0.42, 0.45, 0, 0.045, 0.045)), "#26272a"],
    [(x, y, z) => box(Math.abs(x) - 0.5, y + 0.06, z - 0.37, 0.07, 0.1, 0.05, 0.02), "#d9b23c"],
  ],
});

/** A picture frame that leans back on a strut. */
export const PICTURE_FRAME = benchObject({
  name: "picture-frame",
  parts: [
    [
      (x, y, z) => {
        const u = y * 0.966 - z * 0.259;
        const v = z * 0.966 + y * 0.259;
        const rim = Math.max(box(x, u, v, 0.5, 0.66, 0.045, 0.02), -box(x, u, v - 0.06, 0.38, 0.54, 0.05, 0.01));
        return rim;
      },
      "#a9743c",
    ],
    [(x, y, z) => rod(x, y, z, 0, 0.2, -0.08, 0, -0.606, -0.42, 0.04, 0.04), "#30302e"],
  ],
});

/** A toy car: a body, a cabin set back, four wheels. */
export const TOY_CAR = benchObject({
  name: "toy-car",
  parts: [
    [(x, y, z) => smoothMin(box(x, y + 0.08, z, 0.36, 0.17, 0.85, 0.1), box(x, y - 0.2, z + 0.12, 0.29, 0.2, 0.42, 0.14), 0.1), "#d2a11f"],
    [(x, y, z) => cylinder(length2(y + 0.24, Math.abs(z) - 0.52), Math.abs(x) - 0.36, 0.18, 0.07, 0.04), "#202124"],
  ],
});
