import type { Model } from "../model.ts";
import { enclosesNothing } from "../topology/encloses-nothing.ts";
import { ALONE, pairEdges } from "../topology/pair-edges.ts";
import type { WeldedMesh } from "../topology/weld-triangles.ts";
import { addColored, type StepShapes } from "./step-brep.ts";
import { stepReal, stepString, type StepText } from "./step-text.ts";
import type { Axes } from "./write-options.ts";

const AT_ONCE = 2_000;

/**
 * One list of coordinates, a face each part, and a solid or a shell of all. Yields how many triangles it has added.
 *
 * The list of indices into the coordinates is left empty, so that triangles number them directly (ISO 10303-42:2014, triangulated_face).
 */
export function* addStepTessellated(step: StepText, { positions, indices, parts }: WeldedMesh, { model, axes }: { model: Model; axes: Axes }): Generator<number, StepShapes> {
  const point: number[] = [];
  const count = positions.length / 3;
  const coordinates = yield* listed(step, `COORDINATES_LIST('',${count},(`, "))", count, (vertex) => {
    axes.point(positions, vertex, point);
    return `(${point.map(stepReal).join()})`;
  });
  const faces: string[] = [];
  const colored: StepShapes["colored"] = new Map();
  // The triangles of a part come one after the other.
  for (let from = 0; from < parts.length; ) {
    const part = model.parts[parts[from]!]!;
    let to = from;
    while (to < parts.length && parts[to] === parts[from]) to++;
    const face = yield* listed(step, `TRIANGULATED_FACE(${stepString(part.name)},${coordinates},${count},(),$,(),(`, "))", to - from, (at) => `(${[0, 1, 2].map((k) => indices[3 * (from + at) + k]! + 1).join()})`, 1);
    faces.push(face);
    addColored(colored, part.material, face);
    from = to;
  }
  const isClosed = pairEdges(indices).every((pair) => pair !== ALONE) && !enclosesNothing([{ positions, indices }]);
  return { items: [step.add(`TESSELLATED_${isClosed ? "SOLID" : "SHELL"}(${stepString(model.name)},(${faces.join()}),$)`)], colored };
}

function* listed(step: StepText, head: string, tail: string, count: number, itemOf: (at: number) => string, share = 0): Generator<number, string> {
  const pieces = step.addInPieces(
    (function* () {
      yield head;
      for (let from = 0; from < count; from += AT_ONCE) {
        const items = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, at) => itemOf(from + at));
        yield `${from > 0 ? "," : ""}${items.join()}`;
      }
      yield tail;
    })(),
  );
  for (let written = pieces.next(); ; written = pieces.next()) {
    if (written.done) return written.value;
    yield share * Math.min(AT_ONCE, count);
  }
}
