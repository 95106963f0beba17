import { bakeTexture, type BakedTexture } from "./bake-texture.ts";
import { bakeView, continueColors, type BakeView } from "./bake-view.ts";
import type { Shape } from "./build-shape.ts";
import { chartByView } from "./chart-by-view.ts";
import { insideHollow } from "./inside-hollow.ts";
import { matchExposures } from "./match-exposures.ts";
import type { Mesh } from "./mesh.ts";
import { oppositeAgreement } from "./opposite-agreement.ts";
import type { Outline } from "./outline.ts";
import { sidesOf } from "./outlines.ts";
import { removeShading } from "./remove-shading.ts";
import { packCharts, type TexturedMesh } from "./pack-charts.ts";

export interface TextureResult extends BakedTexture {
  mesh: TexturedMesh;
}

/** How much the photo of one side counts on the side that it does not show. */
const OPPOSITE_SIDE_CONFIDENCE = 0.35;

/** Unwraps the mesh and paints it from the photos. A photo of one side also stands in for the other, if it fits there and there is none. */
export function buildTexture(mesh: Mesh, shape: Shape, size: number, seed: number): TextureResult {
  const textured = packCharts(mesh, chartByView(mesh), size);
  const { front, back, top, bottom } = shape.views.outlines;
  const sides = sidesOf(shape.views.outlines);
  const { width } = shape.views;
  const { depth } = shape;
  /** Without background, and as far as the normals explain it without the light that fell on it. */
  const colorsOf = (outline: Outline, across: number, high: number): Float32Array => {
    const colors = continueColors(outline.photo);
    removeShading(outline, colors, textured, across, high);
    return colors;
  };
  const seenFrom = (outline: Outline, across: number, high: number): BakeView => bakeView(outline, colorsOf(outline, across, high), textured, across, high);
  const views = [seenFrom(front, width, 1), seenFrom(back, width, 1)];
  const flanks = sides.map((outline) => seenFrom(outline, depth, 1));
  const above = top ? seenFrom(top, width, depth) : null;
  const others = [...flanks, ...(above ? [above] : []), ...(bottom ? [seenFrom(bottom, width, depth)] : [])];
  matchExposures([...views, ...others], textured);
  const [side, other] = sides;
  if (side && !other) {
    const standIn = bakeView(side, flanks[0]!.colors, textured, depth, 1, OPPOSITE_SIDE_CONFIDENCE, side.camera === "right" ? "left" : "right");
    const agreement = oppositeAgreement(textured, standIn, views);
    if (agreement > 0) others.push({ ...standIn, confidence: OPPOSITE_SIDE_CONFIDENCE * agreement });
  }
  views.push(...others);
  const hollow = above && shape.hollow ? { view: above, contains: insideHollow(shape.field, shape.hollow) } : null;
  return { mesh: textured, ...bakeTexture(textured, views, { size, seed, hollow }) };
}
