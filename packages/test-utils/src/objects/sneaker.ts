import { noise } from "./noise.ts";
import { fieldOfOutline, fieldOfStrokes, smoothPath } from "./outline.ts";
import { cover, glaze, paintOf } from "./paint.ts";
import { length2, smoothStep } from "./primitives.ts";
import { rememberLast } from "./remember-last.ts";
import type { ProductObject } from "./product-object.ts";
import { aboveInstep, alongInstep, bowDistance, LACE_GAP, LACE_ROWS, lacesDistance, liningAt, middleAt, soleDistance, tongueDistance, upperDistance } from "./sneaker-shape.ts";

const NAVY = paintOf("#2b4a78");
const NAVY_DARK = paintOf("#1b2f52");
const CORAL = paintOf("#e2583a");
const CREAM = paintOf("#e6d9bd");
const GUM = paintOf("#b5753f");
const GUM_DARK = paintOf("#7d4a22");
const SKY = paintOf("#7ea6c9");
const LACE = paintOf("#efe7d6");
const LINING = paintOf("#d98a3d");

/** Panels in the side view (x, y). */
const heelPanel = fieldOfOutline(smoothPath([[-1.1, 0.1], [-0.45, 0.1], [-0.5, 0.3], [-0.62, 0.47], [-0.7, 0.63], [-0.75, 0.76], [-1.1, 0.8]], true), 200);
const toePanel = fieldOfOutline(smoothPath([[1.1, 0.1], [0.45, 0.1], [0.55, 0.25], [0.66, 0.34], [0.74, 0.43], [0.77, 0.6], [1.1, 0.6]], true), 200);
const eyestay = fieldOfOutline(
  smoothPath([[-0.25, 1.0], [-0.33, 0.84], [-0.22, 0.7], [0.0, 0.555], [0.2, 0.42], [0.36, 0.375], [0.47, 0.4], [0.46, 0.52], [0.32, 0.62], [0.12, 0.82], [0, 1.0]], true),
  200,
);
const wave = fieldOfStrokes(
  [
    smoothPath([[-0.56, 0.25], [-0.36, 0.35], [-0.19, 0.5], [-0.09, 0.61]], false),
    smoothPath([[-0.4, 0.24], [-0.19, 0.32], [-0.01, 0.44], [0.09, 0.54]], false),
  ],
  0.03,
  220,
);
const collar = fieldOfStrokes([smoothPath([[-0.95, 0.93], [-0.86, 0.9], [-0.79, 0.835], [-0.67, 0.755], [-0.5, 0.73], [-0.36, 0.76], [-0.26, 0.83]], false)], 0.05, 200);
/** Half the width of the throat between the two rows of eyelets. */
const THROAT = 0.105;

type Part = "sole" | "upper" | "tongue" | "lace";

const partAt = rememberLast((x, y, z): Part => {
  const sole = soleDistance(x, y, z);
  const upper = upperDistance(x, y, z);
  const tongue = tongueDistance(x, y, z);
  const lace = Math.min(lacesDistance(x, y, z), bowDistance(x, y, z));
  const nearest = Math.min(sole, upper, tongue, lace);
  if (nearest === lace) return "lace";
  if (nearest === sole) return "sole";
  return nearest === upper ? "upper" : "tongue";
});

/** How far a panel lies below the surface of the one around it; panels overlap as on a sewn shoe. */
function panelHeight(x: number, y: number): number {
  const edge = Math.min(heelPanel.at(x, y), toePanel.at(x, y), eyestay.at(x, y), wave.at(x, y));
  return 0.011 * smoothStep(0.008, -0.008, edge);
}

/** A running shoe with gum sole, sewn panels, laces and a bow; toe at +X, outer side to the front. */
export const SNEAKER: ProductObject = {
  name: "sneaker",
  title: "Sneaker “Harbour”",
  bounds: { min: [-0.985, 0, -0.325], max: [0.985, 0.978, 0.352] },
  distance(x, y, z) {
    const low = Math.min(soleDistance(x, y, z), upperDistance(x, y, z));
    if (y < 0.3 || x > 0.6) return Math.min(low, Math.max(0.48 - y, x - 0.34));
    return Math.min(low, tongueDistance(x, y, z), lacesDistance(x, y, z), bowDistance(x, y, z));
  },
  colour(x, y, z, out) {
    const part = partAt(x, y, z);
    if (part === "lace") cover(out, LACE, 0.9 + 0.1 * Math.sin(z * 190));
    else if (part === "tongue") {
      cover(out, NAVY_DARK);
      if (y > 0.83 && Math.abs(z - middleAt(x)) < 0.085) cover(out, y > 0.855 && y < 0.93 ? CORAL : CREAM);
    } else if (part === "sole") paintSole(x, y, out);
    else paintUpper(x, y, z, out);
  },
  roughness(x, y, z) {
    const part = partAt(x, y, z);
    return part === "sole" ? 0.6 : part === "lace" ? 0.9 : isLeather(x, y) ? 0.42 : 0.92;
  },
  relief(x, y, z) {
    const part = partAt(x, y, z);
    if (part === "sole") return 0.004 * Math.sin(x * 70) * smoothStep(0.07, 0.05, y - toeSpring(x));
    if (part !== "upper" || liningAt(x, y, z)) return 0;
    const panels = panelHeight(x, y) * smoothStep(-0.008, 0.008, throatDistance(x, y, z));
    return isLeather(x, y) ? panels : panels + 0.0024 * meshAt(x, y, z);
  },
};

function isLeather(x: number, y: number): boolean {
  return Math.min(heelPanel.at(x, y), toePanel.at(x, y), eyestay.at(x, y), wave.at(x, y), collar.at(x, y)) < 0;
}

/** Distance from the gap between the eyelet rows, where the tongue shows; it ends rounded above the vamp. */
function throatDistance(x: number, y: number, z: number): number {
  const past = Math.max(0, alongInstep(x, y) - LACE_GAP * (LACE_ROWS - 1));
  return Math.max(length2(past, z - middleAt(x)) - THROAT, -0.07 - aboveInstep(x, y));
}

/** How far the sole rises from the ground towards the toe. */
function toeSpring(x: number): number {
  return Math.max(0, x - 0.45) ** 2 * 0.32;
}

/** Holes of the knitted upper, -1..1. */
function meshAt(x: number, y: number, z: number): number {
  const across = y - Math.sign(z) * z;
  return Math.sin(x * 135 + across * 135) * Math.sin(x * 135 - across * 135);
}

function paintSole(x: number, y: number, out: Float64Array): void {
  const height = y - toeSpring(x);
  cover(out, CREAM, 0.97);
  if (height < 0.06) cover(out, GUM, Math.sin(x * 70) > 0.1 ? 1 : 0.78);
  else if (height < 0.072) cover(out, GUM_DARK);
  const heelWedge = x < -0.35 && Math.abs(height - 0.145) < 0.018;
  if (heelWedge) cover(out, CORAL);
}

function paintUpper(x: number, y: number, z: number, out: Float64Array): void {
  if (liningAt(x, y, z)) {
    cover(out, LINING, 0.85 + 0.15 * noise(x * 60, y * 60, z * 60));
    return;
  }
  const weave = 0.5 + 0.5 * meshAt(x, y, z);
  cover(out, NAVY);
  glaze(out, SKY, 0.16 * weave);
  const heel = heelPanel.at(x, y);
  const toe = toePanel.at(x, y);
  const stay = eyestay.at(x, y);
  const mark = wave.at(x, y);
  if (collar.at(x, y) < 0) cover(out, NAVY_DARK, 1.1);
  if (stay < 0) cover(out, CREAM);
  if (toe < 0) cover(out, SKY);
  if (heel < 0) cover(out, CORAL);
  if (mark < 0) cover(out, z > 0 ? CREAM : SKY);
  stitch(heel, x + y, out);
  stitch(toe, y - x, out);
  stitch(stay, x - y, out);
  const along = alongInstep(x, y);
  const across = Math.abs(z - middleAt(x));
  if (aboveInstep(x, y) > -0.07) {
    if (throatDistance(x, y, z) < 0) cover(out, NAVY_DARK);
    const row = Math.min(Math.max(Math.round(along / LACE_GAP), 0), LACE_ROWS - 1);
    if (length2(along - row * LACE_GAP, across - 0.18) < 0.036) cover(out, NAVY_DARK, 0.7);
  }
  if (x < -0.84 && Math.abs(z) < 0.06 && y > 0.3) cover(out, y > 0.66 ? CREAM : NAVY_DARK);
}

/** Dashed thread just inside a panel's edge; `along` only phases the dashes. */
function stitch(edge: number, along: number, out: Float64Array): void {
  if (edge > -0.017 || edge < -0.024) return;
  const phase = along * 22;
  if (phase - Math.floor(phase) < 0.65) glaze(out, LACE, 0.85);
}
