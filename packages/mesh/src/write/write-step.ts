import type { Model } from "../model.ts";
import type { WeldedMesh } from "../topology/weld-triangles.ts";
import { fitFaces } from "./fit-faces.ts";
import type { Format, FormatPlan, Simplified } from "./format.ts";
import { judgeByTable } from "./judge-by-table.ts";
import { arrangeBodies, type StepBodies } from "./step-bodies.ts";
import { addStepBreps, type StepShapes } from "./step-brep.ts";
import { addStepHeader, addStepProduct, addStepStyle, AP214, AP242, type StepProduct } from "./step-product.ts";
import { addStepTessellated } from "./step-tessellated.ts";
import { StepText } from "./step-text.ts";
import { TextChunks } from "./text-chunks.ts";
import { axesOf, PER_METRE, type ResolvedWriteOptions } from "./write-options.ts";

/** Millimetres: how near two places are one, where the model is not coarser itself. */
const PRECISION = 1e-5;

const judgeFaces = judgeByTable({ kept: ["size", "baseColor"], changed: ["triangles", "parts", "names"] });
const judgeTessellated = judgeByTable({ kept: ["triangles", "size", "baseColor"], changed: ["parts", "names"] });

/**
 * STEP (ISO 10303-21 clear text) with a faceted boundary representation as AP214 has it: planes with outlines of edges that faces share. Triangles in
 * one plane become one face first, and what is round all around an axis in 24 facets or more one true surface: a cylinder, a cone to its tip or between two circles, a part of a ball, or of a ring's tube, such as a rounded rim;
 * so does a part of a cylinder, in facets as narrow as those, that ends on flat faces at right angles to it, such as an edge that is rounded off. A part of the surface that is closed is a solid, with its hollows; what is open is a surface model. Vertices are
 * one where they are in exactly the same place, so that what only nearly meets stays open.
 *
 * `tessellated`: the triangles themselves, as AP242 (ISO 10303-242:2014) has them, which readers from about 2020 on take. `maxFaces` is then the most
 * triangles, and there is none where nobody says one.
 *
 * Faces by polygons alone (POLY_LOOP without a surface) would be half as long, and read as empty by programs built on Open CASCADE. Readers take a
 * second for some thousand faces, and give up on some ten thousand: hence `maxFaces`, above which a model is simplified until it has no more.
 */
export const step: Format = {
  name: "step",
  extension: "step",
  mediaType: "model/step",
  unit: "mm",
  upAxis: "z",
  takes: ["unit", "upAxis", "maxFaces", "excessFaces", "tessellated"],
  isForSolids: true,
  judge: (model, options) => (options.tessellated ? judgeTessellated : judgeFaces)(model, options),
  write: async function* (model, options) {
    yield* writeStep(await planStep(model, options), options);
  },
  plan: async (model, options) => {
    const plan = await planStep(model, options);
    return { model: plan.model, faces: plan.bodies && plan.bodies.count, ...(plan.bodies && { openEdges: plan.bodies.openEdges }), simplified: plan.simplified, repairs: plan.repairs, write: () => writeStep(plan, options) };
  },
};

interface StepPlan {
  model: Model;
  welded: WeldedMesh;
  /** Null where triangles are written. */
  bodies: StepBodies | null;
  /** Metres: how far a vertex may be off the plane of its face. */
  tolerance: number;
  simplified: Simplified | null;
  repairs: FormatPlan["repairs"];
}

async function planStep(model: Model, options: ResolvedWriteOptions): Promise<StepPlan> {
  options.signal?.throwIfAborted();
  const { merged, ...fitted } = await fitFaces(model, options);
  const bodies = merged && arrangeBodies(merged.faces(), fitted.welded.positions, merged.tolerance);
  return { ...fitted, simplified: fitted.simplified && bodies ? { ...fitted.simplified, to: bodies.count } : fitted.simplified, bodies, tolerance: merged?.tolerance ?? 0 };
}

async function* writeStep({ model, welded, bodies, tolerance }: StepPlan, options: ResolvedWriteOptions): AsyncGenerator<Uint8Array> {
  const { name, unit, scale, signal, onProgress } = options;
  const schema = bodies ? AP214 : AP242;
  const text = new TextChunks();
  addStepHeader(text, name, schema);
  const file = new StepText(text);
  const perMetre = PER_METRE[unit];
  const precision = Math.max((PRECISION / PER_METRE.mm) * perMetre, tolerance * scale * perMetre);
  const product = addStepProduct(file, { name, schema, unit, precision: Number(precision.toPrecision(3)) });
  const shapes = bodies ? addStepBreps(file, bodies, welded.positions, { model, axes: axesOf(options) }) : addStepTessellated(file, welded, { model, axes: axesOf(options) });
  const count = bodies?.facets ?? welded.indices.length / 3;
  let done = 0;
  let added = shapes.next();
  for (; !added.done; added = shapes.next()) {
    yield* text.take();
    signal?.throwIfAborted();
    onProgress((done += added.value) / count);
  }
  if ("solids" in added.value) {
    show(file, product, added.value.solids, "ADVANCED_BREP_SHAPE_REPRESENTATION");
    show(file, product, added.value.surfaces, "MANIFOLD_SURFACE_SHAPE_REPRESENTATION");
  } else show(file, product, added.value, "TESSELLATED_SHAPE_REPRESENTATION");
  addColors(file, product, model, "solids" in added.value ? [added.value.solids, added.value.surfaces] : [added.value]);
  text.add("ENDSEC;\nEND-ISO-10303-21;\n");
  yield* text.end();
  onProgress(1);
}

function show(file: StepText, { shape, context, placement }: StepProduct, { items }: StepShapes, kind: string): void {
  if (items.length === 0) return;
  file.add(`SHAPE_DEFINITION_REPRESENTATION(${shape},${file.add(`${kind}('',(${[placement, ...items].join()}),${context})`)})`);
}

function addColors(file: StepText, { context }: StepProduct, model: Model, all: readonly StepShapes[]): void {
  const styles = new Map<number, string>();
  const items: string[] = [];
  for (const { colored } of all) {
    for (const [material, names] of colored) {
      const style = styles.get(material) ?? addStepStyle(file, model.materials[material]!);
      styles.set(material, style);
      for (const name of names) items.push(file.add(`STYLED_ITEM('color',(${style}),${name})`));
    }
  }
  file.add(`MECHANICAL_DESIGN_GEOMETRIC_PRESENTATION_REPRESENTATION('',(${items.join()}),${context})`);
}
