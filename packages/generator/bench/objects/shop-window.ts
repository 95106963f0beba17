import { fieldOfOutline, fieldOfRevolution, fieldOfStrokes, smoothPath } from "../../../test-utils/src/objects/outline.ts";
import { box, cylinder, extrude, length2, length3, rectangle, rod, smoothMax, smoothMin, torus } from "../../../test-utils/src/objects/primitives.ts";
import { benchObject, type Distance } from "./bench-object.ts";

/** Distance to a half plane at `offset` along the direction `(u, v)`, whose length need not be one. */
function slope(a: number, b: number, u: number, v: number, offset: number): number {
  return (a * u + b * v - offset) / length2(u, v);
}

/** A lower bound of the distance to an ellipsoid around the origin, by its half axes. */
function ellipsoid(x: number, y: number, z: number, rx: number, ry: number, rz: number): number {
  return (length3(x / rx, y / ry, z / rz) - 1) * Math.min(rx, ry, rz);
}

/** A film camera: leather between two plates of metal, the hump of its prism, a lens with a hollow front. */
export const FILM_CAMERA = benchObject({
  name: "film-camera",
  parts: [
    [(x, y, z) => extrude(rectangle(x, z, 0.9, 0.21, 0.2), y + 0.09, 0.4, 0.03), "#57402f"],
    [
      (x, y, z) => {
        const plate = rectangle(x, z, 0.9, 0.225, 0.21);
        const plates = Math.min(extrude(plate, y - 0.36, 0.09, 0.03), extrude(plate, y + 0.47, 0.05, 0.02));
        const hump = smoothMax(smoothMax(slope(Math.abs(x), y, 1, 0.5, 0.6), slope(z, y, 1, 0.25, 0.42), 0.06), Math.max(-z - 0.22, y - 0.72, 0.35 - y), 0.06);
        const rewind = cylinder(length2(x - 0.66, z), y - 0.48, 0.15, 0.09, 0.02);
        const dial = Math.min(cylinder(length2(x + 0.48, z), y - 0.48, 0.12, 0.09, 0.02), cylinder(length2(x + 0.73, z - 0.04), y - 0.48, 0.06, 0.06, 0.02));
        const mount = cylinder(length2(x, y + 0.06), z - 0.24, 0.42, 0.06, 0.02);
        return Math.min(plates, hump, rewind, dial, mount, rod(Math.abs(x), y, z, 0.86, 0.24, 0, 0.94, 0.24, 0, 0.035, 0.035));
      },
      "#b9bcbd",
    ],
    [
      (x, y, z) => {
        const across = length2(x, y + 0.06);
        const barrel = Math.min(cylinder(across, z - 0.5, 0.36, 0.3, 0.02), cylinder(across, z - 0.48, 0.4, 0.1, 0.02), cylinder(across, z - 0.74, 0.38, 0.07, 0.02));
        const shoe = box(x, y - 0.73, z - 0.02, 0.11, 0.025, 0.12, 0.01);
        return Math.min(Math.max(barrel, -cylinder(across, z - 0.9, 0.29, 0.28, 0.01)), shoe);
      },
      "#26272a",
    ],
    [(x, y, z) => Math.max(length3(x, y + 0.06, z - 0.32) - 0.4, length2(x, y + 0.06) - 0.31, 0.5 - z), "#5b6f94"],
  ],
});

const kettle = fieldOfRevolution([[0, -0.76], ...smoothPath([[0.51, -0.76], [0.54, -0.72], [0.53, -0.5], [0.48, -0.05], [0.42, 0.4], [0.39, 0.58], [0.36, 0.62]], false), [0, 0.62]]);
const kettleHandle = fieldOfStrokes([smoothPath([[-0.34, 0.5], [-0.58, 0.54], [-0.76, 0.46], [-0.82, 0.25], [-0.78, -0.12], [-0.68, -0.36], [-0.44, -0.46]], false)], 0.06);

/** An electric kettle on its base: a steel jug with a lip at the right, a handle at the left. */
export const ELECTRIC_KETTLE = benchObject({
  name: "electric-kettle",
  parts: [
    [(x, y, z) => Math.max(smoothMin(kettle.at(length2(x, z), y), rod(x, y, z, 0.2, 0.3, 0, 0.56, 0.57, 0, 0.2, 0.06), 0.06), y - 0.6), "#aeb6ba"],
    [
      (x, y, z) => {
        const base = Math.min(cylinder(length2(x, z), y + 0.84, 0.6, 0.06, 0.03), cylinder(length2(x, z), y + 0.76, 0.5, 0.1, 0.01));
        return Math.min(base, extrude(kettleHandle.at(x, y), z, 0.085, 0.055));
      },
      "#25272b",
    ],
    [
      (x, y, z) => {
        const lid = Math.max(length3(x, y + 0.05, z) - 0.74, length2(x, z) - 0.35, 0.55 - y);
        return smoothMin(lid, ellipsoid(x, y - 0.75, z, 0.11, 0.06, 0.11), 0.04);
      },
      "#3a3d42",
    ],
  ],
});

const dryer = fieldOfRevolution([[0, -0.78], ...smoothPath([[0.2, -0.78], [0.28, -0.75], [0.36, -0.55], [0.38, -0.25], [0.33, 0.05], [0.27, 0.28]], false), [0, 0.28]]);

/** A hair dryer: a barrel that narrows to the right, a flat nozzle with its slot, a leaning handle with switches. */
export const HAIR_DRYER = benchObject({
  name: "hair-dryer",
  parts: [
    [(x, y, z) => smoothMin(dryer.at(length2(y - 0.48, z), x), rod(x, y, z, -0.24, 0.4, 0, -0.36, -0.72, 0, 0.16, 0.13), 0.1), "#b64a6e"],
    [
      (x, y, z) => {
        const ay = Math.abs(y - 0.48);
        const wedge = smoothMax(slope(ay, x, 1, 0.28, 0.32), slope(Math.abs(z), x, 1, -0.1, 0.22), 0.08);
        const nozzle = Math.max(smoothMax(wedge, Math.abs(x - 0.54) - 0.32, 0.04), -Math.max(rectangle(ay, z, 0.035, 0.24, 0.03), 0.74 - x));
        const collar = cylinder(length2(y - 0.48, z), x - 0.26, 0.285, 0.05, 0.02);
        const cord = rod(x, y, z, -0.36, -0.8, 0, -0.385, -0.97, 0, 0.06, 0.04);
        return Math.min(nozzle, collar, cord);
      },
      "#2b2b30",
    ],
    [
      (x, y, z) => {
        const across = length2(y - 0.48, z);
        const grille = Math.min(torus(across, x + 0.78, 0.2, 0.025), torus(across, x + 0.79, 0.1, 0.025), length3(x + 0.78, y - 0.48, z) - 0.035);
        const switches = Math.min(box(x + 0.12, y - 0.06, z, 0.04, 0.07, 0.05, 0.02), box(x + 0.14, y + 0.14, z, 0.04, 0.07, 0.05, 0.02));
        return Math.min(grille, switches);
      },
      "#d9d5cc",
    ],
  ],
});

const bag: Distance = (x, y, z) => {
  const sides = smoothMax(slope(Math.abs(x), y, 1, 0.12, 0.67), slope(Math.abs(z), y, 1, 0.2, 0.18), 0.12);
  return smoothMax(sides, Math.abs(y + 0.27) - 0.52, 0.14);
};
const bagHandle = fieldOfStrokes([smoothPath([[-0.46, 0.3], [-0.42, 0.52], [-0.27, 0.75], [0, 0.84], [0.27, 0.75], [0.42, 0.52], [0.46, 0.3]], false)], 0.024);

/** A handbag: wide at its foot, a flap with a clasp over the front, a flat strap standing above. */
export const HANDBAG = benchObject({
  name: "handbag",
  parts: [
    [bag, "#9c5a34"],
    [(x, y, z) => smoothMax(bag(x, y, z) - 0.035, Math.max(rectangle(x, y - 0.25, 0.58, 0.5, 0.24), -0.06 - z), 0.03), "#7b4023"],
    [(x, y, z) => Math.min(extrude(bagHandle.at(x, y), z, 0.065, 0.02), box(Math.abs(x) - 0.46, y - 0.19, z, 0.05, 0.07, 0.065, 0.02)), "#5a2d18"],
    [
      (x, y, z) => {
        const rings = torus(length2(Math.abs(x) - 0.46, y - 0.29), z, 0.06, 0.024);
        const studs = length3(Math.abs(x) - 0.55, y + 0.79, Math.abs(z) - 0.2) - 0.035;
        return Math.min(rings, studs, box(x, y + 0.2, z - 0.24, 0.1, 0.07, 0.05, 0.02));
      },
      "#c9a44c",
    ],
  ],
});

const footprint = fieldOfOutline(
  smoothPath([[0, 0.89], [0.17, 0.82], [0.29, 0.62], [0.33, 0.38], [0.28, 0.05], [0.25, -0.25], [0.25, -0.55], [0.18, -0.8], [0, -0.89], [-0.18, -0.8], [-0.25, -0.55], [-0.23, -0.25], [-0.23, 0.05], [-0.3, 0.42], [-0.28, 0.65], [-0.15, 0.86]], true),
);
const bootSide = fieldOfOutline(
  smoothPath([[-0.86, -0.5], [-0.87, -0.3], [-0.8, 0], [-0.78, 0.4], [-0.8, 0.9], [-0.04, 0.9], [-0.08, 0.5], [-0.06, 0.25], [0.08, 0.02], [0.35, -0.14], [0.65, -0.17], [0.9, -0.28], [0.97, -0.42], [0.75, -0.57], [0.3, -0.58], [-0.1, -0.52]], true),
);
const soleSide = fieldOfOutline([[0.95, -0.55], [0.7, -0.62], [0.2, -0.63], [-0.22, -0.54], [-0.28, -0.7], [-0.88, -0.7], [-0.92, -0.42], [-0.3, -0.42], [0.1, -0.5], [0.6, -0.53], [0.95, -0.48]]);
const boot: Distance = (x, y, z) => smoothMax(bootSide.at(z, y), footprint.at(x, z), 0.3);
/** Leather of one thickness around the shaft's inside, cut off level above. */
const bootOpening = (leather: number, y: number): number => Math.max(y - 0.56, -Math.max(leather + 0.055, 0.02 - y));

/** An ankle boot, its toe to the front: a heel under it, elastic at either side, a loop to pull it on by, open above. */
export const ANKLE_BOOT = benchObject({
  name: "ankle-boot",
  parts: [
    [
      (x, y, z) => {
        const leather = boot(x, y, z);
        return Math.max(leather, bootOpening(leather, y));
      },
      "#8a5532",
    ],
    [
      (x, y, z) => {
        const leather = boot(x, y, z);
        return Math.max(leather - 0.01, rectangle(z + 0.42, y - 0.3, 0.13, 0.34, 0.06), 0.08 - Math.abs(x), bootOpening(leather, y));
      },
      "#2e2a2a",
    ],
    [(x, y, z) => smoothMax(soleSide.at(z, y), footprint.at(x, z), 0.03), "#3d2a1d"],
    [(x, y, z) => extrude(Math.abs(length2(y - 0.57, z + 0.745) - 0.09) - 0.02, x, 0.05, 0.015), "#c4a57a"],
  ],
});

/** A plush elephant that sits: big ears, a trunk that turns up, soles and the inner ears of another cloth. */
export const PLUSH_ELEPHANT = benchObject({
  name: "plush-elephant",
  parts: [
    [
      (x, y, z) => {
        const ax = Math.abs(x);
        const trunk = smoothMin(rod(x, y, z, 0, 0.32, 0.42, 0, 0.06, 0.64, 0.16, 0.12), rod(x, y, z, 0, 0.06, 0.64, 0, -0.08, 0.8, 0.115, 0.095), 0.04);
        const curl = smoothMin(trunk, rod(x, y, z, 0, -0.08, 0.8, 0, -0.01, 0.96, 0.095, 0.085), 0.04);
        const head = smoothMin(ellipsoid(x, y - 0.42, z - 0.14, 0.42, 0.4, 0.4), curl, 0.12);
        const body = smoothMin(ellipsoid(x, y + 0.32, z + 0.12, 0.5, 0.54, 0.46), rod(x, y, z, 0, -0.5, -0.5, 0, -0.72, -0.66, 0.05, 0.045), 0.05);
        const legs = rod(ax, y, z, 0.28, -0.64, 0.1, 0.42, -0.68, 0.58, 0.2, 0.2);
        const arms = rod(ax, y, z, 0.32, 0, 0.05, 0.52, -0.34, 0.32, 0.15, 0.15);
        const [c, s] = [0.92, 0.39];
        const ears = ellipsoid((ax - 0.62) * c - (z + 0.02) * s, y - 0.44, (ax - 0.62) * s + (z + 0.02) * c, 0.34, 0.4, 0.08);
        return smoothMin(smoothMin(smoothMin(head, body, 0.1), Math.min(legs, arms), 0.08), ears, 0.06);
      },
      "#8f9bab",
    ],
    [
      (x, y, z) => {
        const ax = Math.abs(x);
        const [c, s] = [0.92, 0.39];
        const ears = ellipsoid((ax - 0.64) * c - (z - 0.02) * s, y - 0.43, (ax - 0.64) * s + (z - 0.02) * c, 0.24, 0.29, 0.07);
        return Math.min(ears, ellipsoid(ax - 0.46, y + 0.68, z - 0.74, 0.13, 0.13, 0.06));
      },
      "#d99aa5",
    ],
    [(x, y, z) => length3(Math.abs(x) - 0.17, y - 0.52, z - 0.5) - 0.05, "#1d1b1c"],
  ],
});

const clockBow = fieldOfStrokes([smoothPath([[-0.44, 0.66], [-0.34, 0.84], [-0.16, 0.94], [0.16, 0.94], [0.34, 0.84], [0.44, 0.66]], false)], 0.032);

/** An alarm clock on two feet: a round case, two bells with a hammer between them, a bow above. */
export const TABLE_CLOCK = benchObject({
  name: "table-clock",
  parts: [
    [
      (x, y, z) => {
        const across = length2(x, y + 0.15);
        const housing = Math.max(cylinder(across, z, 0.56, 0.24, 0.07), -cylinder(across, z - 0.3, 0.48, 0.12, 0.01));
        return Math.min(housing, rod(Math.abs(x), y, z, 0.3, -0.55, 0, 0.46, -0.92, 0.02, 0.07, 0.05));
      },
      "#3f7f86",
    ],
    [
      (x, y, z) => {
        const ax = Math.abs(x);
        const [c, s] = [0.87, 0.49];
        const along = (ax - 0.33) * s + (y - 0.47) * c;
        const bells = smoothMax(length3(ax - 0.33, y - 0.47, z) - 0.25, 0.02 - along, 0.03);
        const stems = rod(ax, y, z, 0.24, 0.3, 0, 0.4, 0.6, 0, 0.04, 0.04);
        const hammer = Math.min(rod(x, y, z, 0, 0.38, 0, 0, 0.62, 0, 0.025, 0.025), rod(x, y, z, -0.05, 0.64, 0, 0.05, 0.64, 0, 0.05, 0.05));
        const keys = Math.min(cylinder(length2(ax - 0.2, y + 0.15), z + 0.26, 0.08, 0.08, 0.02), cylinder(length2(x, y + 0.42), z + 0.26, 0.05, 0.06, 0.02));
        return Math.min(bells, stems, hammer, keys, extrude(clockBow.at(x, y), z, 0.05, 0.025));
      },
      "#c2a25a",
    ],
    [(x, y, z) => cylinder(length2(x, y + 0.15), z - 0.14, 0.5, 0.05, 0.01), "#efe9da"],
    [
      (x, y, z) => {
        const hour = (Math.round((Math.atan2(y + 0.15, x) * 6) / Math.PI) * Math.PI) / 6;
        const [c, s] = [Math.cos(hour), Math.sin(hour)];
        const marks = box(x * c + (y + 0.15) * s - 0.4, (y + 0.15) * c - x * s, z - 0.19, 0.045, 0.018, 0.018, 0.005);
        const hands = Math.min(rod(x, y, z, 0, -0.15, 0.2, -0.17, -0.03, 0.2, 0.026, 0.026), rod(x, y, z, 0, -0.15, 0.2, 0.18, 0.13, 0.2, 0.022, 0.022));
        return Math.min(marks, hands, cylinder(length2(x, y + 0.15), z - 0.2, 0.05, 0.035, 0.01));
      },
      "#1f2023",
    ],
  ],
});

/** A bedside cabinet: two drawers with knobs, a top that juts out, four tapered legs. */
export const BEDSIDE_CABINET = benchObject({
  name: "bedside-cabinet",
  parts: [
    [(x, y, z) => Math.min(box(x, y - 0.22, z, 0.72, 0.6, 0.56, 0.015), box(x, y - 0.85, z, 0.77, 0.04, 0.62, 0.015)), "#d9d3c4"],
    [(x, y, z) => Math.min(box(x, y - 0.5, z - 0.56, 0.65, 0.25, 0.035, 0.012), box(x, y + 0.06, z - 0.56, 0.65, 0.25, 0.035, 0.012)), "#a9764a"],
    [(x, y, z) => Math.max(rod(Math.abs(x), y, Math.abs(z), 0.56, -0.35, 0.42, 0.64, -0.95, 0.5, 0.075, 0.045), -0.9 - y), "#7c5433"],
    [(x, y, z) => Math.min(...[0.5, -0.06].map((height) => smoothMin(ellipsoid(x, y - height, z - 0.69, 0.07, 0.07, 0.045), rod(x, y, z, 0, height, 0.58, 0, height, 0.66, 0.03, 0.03), 0.02))), "#c3a04e"],
  ],
});

/** A bottle of perfume: a block of glass with a label, a collar, a cut stopper. */
export const PERFUME_BOTTLE = benchObject({
  name: "perfume-bottle",
  parts: [
    [(x, y, z) => smoothMax(box(x, y + 0.36, z, 0.5, 0.54, 0.28, 0.08), slope(Math.abs(x), y, 0.6, 1, 0.37), 0.08), "#d8a86f"],
    [(x, y, z) => Math.min(cylinder(length2(x, z), y - 0.22, 0.17, 0.09, 0.02), cylinder(length2(x, z), y - 0.16, 0.21, 0.03, 0.01)), "#c7a94f"],
    [
      (x, y, z) => {
        const [ax, az, ay] = [Math.abs(x), Math.abs(z), Math.abs(y - 0.56)];
        const prism = Math.max(Math.max(ax, az) - 0.27, slope(ax, az, 1, 1, 0.42), ay - 0.27);
        return Math.max(prism, slope(ax, ay, 1, 1, 0.42), slope(az, ay, 1, 1, 0.42)) - 0.012;
      },
      "#8d6fa3",
    ],
    [(x, y, z) => extrude(rectangle(x, y + 0.42, 0.29, 0.23, 0.05), z - 0.28, 0.02, 0.008), "#f0ead9"],
  ],
});

const helmetCrown: Distance = (x, y, z) => smoothMin(ellipsoid(x, y, z - 0.08, 0.62, 0.68, 0.8), ellipsoid(x, y - 0.06, z + 0.5, 0.42, 0.42, 0.4), 0.2);
const helmetHead: Distance = (x, y, z) => ellipsoid(x, y + 0.06, z - 0.04, 0.48, 0.54, 0.66);
/** Above the rim, which sinks from the brow to the nape and rises over the ears. */
const helmetRim = (y: number, z: number): number => smoothMax(slope(y, z, -1, 0.14, 0.04), 0.26 - length2(y + 0.28, z + 0.02), 0.05);
/** Long openings in five rows that run from front to back, each square to the shell. */
const helmetVents: Distance = (x, y, z) => {
  let nearest = Infinity;
  for (const [angle, middle, half] of [[0, 0.3, 0.2], [0, -0.3, 0.2], [0.5, 0.18, 0.24], [0.5, -0.42, 0.18], [1, 0.22, 0.17], [1, -0.26, 0.18]] as const) {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    nearest = Math.min(nearest, Math.max(rectangle(Math.abs(x) * c - y * s, z - middle, 0.065, half, 0.06), 0.1 - Math.abs(x) * s - y * c));
  }
  return nearest;
};

/** A bicycle helmet: a vented shell over a liner, a peak at the front, its straps hanging to a buckle. */
export const BICYCLE_HELMET = benchObject({
  name: "bicycle-helmet",
  parts: [
    [(x, y, z) => smoothMax(Math.max(helmetCrown(x, y, z), -helmetHead(x, y, z) + 0.06, -helmetVents(x, y, z)), helmetRim(y - 0.05, z), 0.03), "#c8402f"],
    [(x, y, z) => Math.max(helmetCrown(x, y, z) + 0.03, -helmetHead(x, y, z), -helmetVents(x, y, z), helmetRim(y, z)), "#2c2e33"],
    [(x, y, z) => smoothMax(ellipsoid(x, y - 0.08, z - 0.72, 0.4, 0.06, 0.3), 0.66 - z, 0.04), "#1f2024"],
    [
      (x, y, z) => {
        const ax = Math.abs(x);
        const above = Math.min(rod(ax, y, z, 0.5, 0.06, 0.34, 0.46, -0.48, 0.02, 0.025, 0.025), rod(ax, y, z, 0.5, 0, -0.36, 0.46, -0.48, 0.02, 0.025, 0.025));
        return Math.min(above, rod(ax, y, z, 0.46, -0.48, 0.02, 0, -0.85, 0.1, 0.028, 0.028), box(x, y + 0.84, z - 0.1, 0.1, 0.045, 0.035, 0.02));
      },
      "#4b4f57",
    ],
  ],
});
