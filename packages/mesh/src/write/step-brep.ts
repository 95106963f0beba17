import type { Model } from "../model.ts";
import type { Shell } from "../topology/find-shells.ts";
import type { StepBodies } from "./step-bodies.ts";
import { FaceWriter } from "./step-faces.ts";
import { stepString, type StepText } from "./step-text.ts";
import type { Axes } from "./write-options.ts";

export interface StepShapes {
  /** What the representation shows: solids, or one surface model. */
  items: string[];
  /** What has a material's colour, by the material. */
  colored: Map<number, string[]>;
}

const FACES_AT_ONCE = 500;

/** Solids where shells are closed, the rest as surfaces. Yields how many faces it has added. */
export function* addStepBreps(step: StepText, { bodies, open, surfaces: round }: StepBodies, positions: Float32Array, { model, axes }: { model: Model; axes: Axes }): Generator<number, { solids: StepShapes; surfaces: StepShapes }> {
  const writer = new FaceWriter(step, positions, axes, round);
  const [solids, surfaces] = [0, 1].map((): StepShapes => ({ items: [], colored: new Map() })) as [StepShapes, StepShapes];
  const nameOf = ({ faces: [first] }: Shell) => stepString(model.parts[first!.part]!.name);
  function* add(kind: "CLOSED_SHELL" | "OPEN_SHELL", shell: Shell, shapes: StepShapes, whole: boolean): Generator<number, string> {
    const names: string[] = [];
    for (const [at, face] of shell.faces.entries()) {
      const name = writer.add(face);
      if (name !== null) names.push(name);
      if (name !== null && !whole) color(shapes, model, face.part, name);
      if (at % FACES_AT_ONCE === FACES_AT_ONCE - 1) yield FACES_AT_ONCE;
    }
    yield shell.faces.length % FACES_AT_ONCE;
    return step.add(`${kind}('',(${names.join()}))`);
  }
  for (const { outer, voids } of bodies) {
    const all = [outer, ...voids].flatMap((shell) => shell.faces);
    const material = model.parts[all[0]!.part]!.material;
    // One colour is told once, of the whole.
    const whole = all.every(({ part }) => model.parts[part]!.material === material);
    const shell = yield* add("CLOSED_SHELL", outer, solids, whole);
    const hollows: string[] = [];
    for (const hollow of voids) hollows.push(step.add(`ORIENTED_CLOSED_SHELL('',*,${yield* add("CLOSED_SHELL", hollow, solids, whole)},.T.)`));
    const name = nameOf(outer);
    const solid = step.add(hollows.length > 0 ? `BREP_WITH_VOIDS(${name},${shell},(${hollows.join()}))` : `MANIFOLD_SOLID_BREP(${name},${shell})`);
    if (whole) color(solids, model, all[0]!.part, solid);
    solids.items.push(solid);
  }
  const names: string[] = [];
  for (const shell of open) names.push(yield* add("OPEN_SHELL", shell, surfaces, false));
  if (names.length > 0) surfaces.items.push(step.add(`SHELL_BASED_SURFACE_MODEL(${nameOf(open[0]!)},(${names.join()}))`));
  return { solids, surfaces };
}

const color = ({ colored }: StepShapes, model: Model, part: number, name: string): void => addColored(colored, model.parts[part]!.material, name);

export function addColored(colored: StepShapes["colored"], material: number, name: string): void {
  const names = colored.get(material);
  if (names) names.push(name);
  else colored.set(material, [name]);
}
