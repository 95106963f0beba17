import { convertModel } from "../src/convert/convert.ts";
import type { Model } from "../src/model.ts";
import { collectBytes } from "../src/write-model.ts";
import { measureStep } from "./interop/measure-step.ts";
import { parseStep, type StepValue } from "./parse-step.ts";

/** The faces of a STEP by their surfaces, each with its numbers, and how often each edge is used which way. */
export async function readStepFaces(model: Model, { repair = true } = {}) {
  const { card, chunks } = await convertModel(model, "step", { unit: "m", upAxis: "y", repair });
  const text = new TextDecoder().decode(await collectBytes(chunks));
  const { instances } = parseStep(text);
  const at = (id: StepValue) => instances.get(String(id))![0]!;
  const all = (name: string) => [...instances.values()].flatMap(([record]) => (record!.name === name ? [record!.values] : []));
  const faces = all("ADVANCED_FACE").map(([, , surface, sense]) => ({ kind: at(surface!).name, numbers: at(surface!).values.slice(2).map((value) => Number(Number(value).toFixed(5))), sense }));
  const uses = new Map<StepValue, string[]>();
  for (const [, , , edge, way] of all("ORIENTED_EDGE")) uses.set(edge!, [...(uses.get(edge!) ?? []), String(way)]);
  const loops = all("EDGE_LOOP").map(([, edges]) => (edges as StepValue[]).map((oriented) => {
    const [, , , edge, way] = at(oriented).values;
    const [, from, to] = at(edge!).values;
    return way === ".T." ? [from, to] : [to, from];
  }));
  const { area, volume } = measureStep(text);
  return { card, area, volume, faces, rounds: faces.filter(({ kind }) => kind !== "PLANE"), uses: [...new Set([...uses.values()].map((ways) => ways.sort().join(" ")))], loops, solids: all("MANIFOLD_SOLID_BREP").length, circles: all("CIRCLE").length };
}
