import { fieldOfRevolution, smoothPath } from "../../../test-utils/src/objects/outline.ts";
import { cylinder, length2, length3, rod, smoothMax, smoothMin, torus } from "../../../test-utils/src/objects/primitives.ts";
import { benchObject } from "./bench-object.ts";

const vase = fieldOfRevolution([[0, -0.9], ...smoothPath([[0.24, -0.9], [0.28, -0.86], [0.42, -0.45], [0.46, -0.1], [0.3, 0.35], [0.17, 0.6], [0.19, 0.8], [0.26, 0.9]], false), [0, 0.9]]);
/** Turned, with a narrow neck. */
export const VASE = benchObject({ name: "vase", parts: [[(x, y, z) => vase.at(length2(x, z), y), "#7e9f86"]] });

/** A shallow bowl on a foot: mostly air inside. */
export const BOWL = benchObject({
  name: "bowl",
  parts: [[(x, y, z) => smoothMax(length3(x, y - 0.45, z) - 0.85, y - 0.2, 0.02), "#d8c7a8"], [(x, y, z) => cylinder(length2(x, z), y + 0.4, 0.33, 0.08, 0.03), "#8f7a58"]],
  hollow: (x, y, z) => length3(x, y - 0.5, z) - 0.83,
});

/** A bucket with its bail standing up. */
export const BUCKET = benchObject({
  name: "bucket",
  parts: [
    [(x, y, z) => Math.max((length2(x, z) - 0.5 - 0.12 * y) * 0.99, Math.abs(y + 0.2) - 0.5), "#9aa3a8"],
    [(x, y, z) => Math.max(torus(length2(x, (y - 0.3) * 0.95), z, 0.52, 0.022), 0.28 - y), "#3a3a3a"],
  ],
  hollow: (x, y, z) => Math.max((length2(x, z) - 0.46 - 0.12 * y) * 0.99, -0.65 - y),
});

/** A jug: a belly, a spout at the right, a handle at the left. */
export const JUG = benchObject({
  name: "jug",
  parts: [
    [(x, y, z) => smoothMin(smoothMin(length3(x, (y + 0.25) * 0.9, z) - 0.46, rod(x, y, z, 0, 0.1, 0, 0.02, 0.62, 0, 0.26, 0.22), 0.15), rod(x, y, z, 0.12, 0.5, 0, 0.34, 0.72, 0, 0.12, 0.06), 0.12), "#e0d6c2"],
    [(x, y, z) => Math.max(torus(length2(x + 0.3, (y - 0.14) * 0.8), z, 0.34, 0.055), x + 0.18), "#3e5c84"],
    [(x, y, z) => cylinder(length2(x, z), y + 0.74, 0.3, 0.06, 0.03), "#3e5c84"],
  ],
});

/** A watering can: a long spout ahead, a bow above and behind. */
export const WATERING_CAN = benchObject({
  name: "watering-can",
  parts: [
    [(x, y, z) => cylinder(length2(x, z), y + 0.15, 0.38, 0.38, 0.06), "#3f7d52"],
    [(x, y, z) => smoothMin(rod(x, y, z, 0.25, -0.35, 0, 0.9, 0.42, 0, 0.085, 0.05), rod(x, y, z, 0.88, 0.4, 0, 0.95, 0.48, 0, 0.07, 0.13), 0.05), "#3f7d52"],
    [(x, y, z) => Math.max(torus(length2((x + 0.34) * 0.85, y - 0.08), z, 0.38, 0.035), x - 0.05), "#c9b27a"],
  ],
});

/** A frying pan with a long handle: flat and lopsided. */
export const PAN = benchObject({
  name: "pan",
  parts: [
    [(x, y, z) => cylinder(length2(x + 0.3, z), y, 0.5, 0.1, 0.03), "#2d2f33"],
    [(x, y, z) => rod(x, y, z, 0.18, 0.03, 0, 0.95, 0.1, 0, 0.045, 0.06), "#8a5a33"],
  ],
  hollow: (x, y, z) => cylinder(length2(x + 0.3, z), y - 0.1, 0.46, 0.16, 0.03),
});
