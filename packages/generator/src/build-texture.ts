import { bakeTexture, type BakedTexture } from "./bake-texture.ts";
import { bakeView, continueColors, type BakeView } from "./bake-view.ts";
import type { Shape } from "./build-shape.ts";
import { chartByView } from "./chart-by-view.ts";
import { insideHollow } from "./inside-hollow.ts";
import type { Mesh } from "./mesh.ts";
import { oppositeAgreement } from "./opposite-agreement.ts";
import { packCharts, type TexturedMesh } from "./pack-charts.ts";

export interface TextureResult extends BakedTexture {
  mesh: TexturedMesh;
}

/** How much the side photo counts on the side that it does not show. */
const OPPOSITE_SIDE_CONFIDENCE = 0.35;

/** Unwraps the mesh and paints it from the photos. The side photo also stands in for the opposite side, if it fits there. */
export function buildTexture(mesh: Mesh, shape: Shape, size: number, seed: number): TextureResult {
  const textured = packCharts(mesh, chartByView(mesh), size);
  const { front, back, side, top } = shape.views.outlines;
  const { width } = shape.views;
  const { depth } = shape;
  const views: BakeView[] = [front, back].map((outline) => bakeView(outline, continueColors(outline.photo), textured, width, 1));
  if (side) {
    const colors = continueColors(side.photo);
    const opposite = side.camera === "right" ? "left" : "right";
    const standIn = bakeView(side, colors, textured, depth, 1, OPPOSITE_SIDE_CONFIDENCE, opposite);
    const agreement = oppositeAgreement(textured, standIn, views);
    views.push(bakeView(side, colors, textured, depth, 1));
    if (agreement > 0) views.push({ ...standIn, confidence: OPPOSITE_SIDE_CONFIDENCE * agreement });
  }
  const above = top ? bakeView(top, continueColors(top.photo), textured, width, depth) : null;
  if (above) views.push(above);
  const hollow = above && shape.hollow ? { view: above, contains: insideHollow(shape.field, shape.hollow) } : null;
  return { mesh: textured, ...bakeTexture(textured, views, { size, seed, hollow }) };
}
