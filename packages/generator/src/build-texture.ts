import { bakeTexture, type BakedTexture } from "./bake-texture.ts";
import { bakeView, continueColors, type BakeView } from "./bake-view.ts";
import type { Shape } from "./build-shape.ts";
import { chartByView } from "./chart-by-view.ts";
import { insideHollow } from "./inside-hollow.ts";
import type { Mesh } from "./mesh.ts";
import { oppositeAgreement } from "./opposite-agreement.ts";
import { sidesOf } from "./outlines.ts";
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
  const views: BakeView[] = [front, back].map((outline) => bakeView(outline, continueColors(outline.photo), textured, width, 1));
  const [side, other] = sides;
  if (side && other) {
    views.push(...sides.map((outline) => bakeView(outline, continueColors(outline.photo), textured, depth, 1)));
  } else if (side) {
    const colors = continueColors(side.photo);
    const opposite = side.camera === "right" ? "left" : "right";
    const standIn = bakeView(side, colors, textured, depth, 1, OPPOSITE_SIDE_CONFIDENCE, opposite);
    const agreement = oppositeAgreement(textured, standIn, views);
    views.push(bakeView(side, colors, textured, depth, 1));
    if (agreement > 0) views.push({ ...standIn, confidence: OPPOSITE_SIDE_CONFIDENCE * agreement });
  }
  const above = top ? bakeView(top, continueColors(top.photo), textured, width, depth) : null;
  if (above) views.push(above);
  if (bottom) views.push(bakeView(bottom, continueColors(bottom.photo), textured, width, depth));
  const hollow = above && shape.hollow ? { view: above, contains: insideHollow(shape.field, shape.hollow) } : null;
  return { mesh: textured, ...bakeTexture(textured, views, { size, seed, hollow }) };
}
