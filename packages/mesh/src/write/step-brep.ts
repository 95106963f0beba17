import type { Model } from "../model.ts";
import { findShells, isBody, type Shell } from "../topology/find-shells.ts";
import { nestShells } from "../topology/nest-shells.ts";
import type { PlanarFace } from "../topology/merge-coplanar.ts";
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
export function* addStepBreps(step: StepText, faces: readonly PlanarFace[], positions: Float32Array, { model, axes }: { model: Model; axes: Axes }): Generator<number, { solids: StepShapes; surfaces: StepShapes }> {
  const shells = findShells(faces, positions);
  const bodies = nestShells(shells.filter(isBody), positions);
  const open = shells.filter((shell) => !isBody(shell));
  const writer = new FaceWriter(step, positions, axes);
  const [solids, surfaces] = [0, 1].map((): StepShapes => ({ items: [], colored: new Map() })) as [StepShapes, StepShapes];
  const nameOf = ({ faces: [first] }: Shell) => stepString(model.parts[first!.part]!.name);
  function* add(kind: "CLOSED_SHELL" | "OPEN_SHELL", shell: Shell, shapes: StepShapes, whole: boolean): Generator<number, string> {
    const names: string[] = [];
    for (const [at, face] of shell.faces.entries()) {
      names.push(writer.add(face));
      if (!whole) color(shapes, model, face.part, names.at(-1)!);
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

/** Faces that share their edges and vertices. */
class FaceWriter {
  readonly #step: StepText;
  readonly #positions: Float32Array;
  readonly #axes: Axes;
  readonly #vertices = new Map<number, { point: string; vertex: string }>();
  readonly #edges = new Map<number, string>();

  constructor(step: StepText, positions: Float32Array, axes: Axes) {
    [this.#step, this.#positions, this.#axes] = [step, positions, axes];
  }

  add({ plane, loops }: PlanarFace): string {
    const bounds = loops.map((loop, at) => {
      const edges = loop.map((from, k) => this.#oriented(from, loop[(k + 1) % loop.length]!));
      return this.#step.add(`${at === 0 ? "FACE_OUTER_BOUND" : "FACE_BOUND"}('',${this.#step.add(`EDGE_LOOP('',(${edges.join()}))`)},.T.)`);
    });
    const [first, second] = [loops[0]![0]!, loops[0]![1]!];
    const normal: number[] = [];
    this.#axes.direction(plane.normal, 0, normal);
    const axis = this.#step.triple("DIRECTION", normal);
    const along = this.#step.triple("DIRECTION", this.#directionOf(first, second));
    const placement = this.#step.add(`AXIS2_PLACEMENT_3D('',${this.#vertexOf(first).point},${axis},${along})`);
    return this.#step.add(`ADVANCED_FACE('',(${bounds.join()}),${this.#step.add(`PLANE('',${placement})`)},.T.)`);
  }

  #oriented(from: number, to: number): string {
    const [a, b] = [Math.min(from, to), Math.max(from, to)];
    const key = a * (this.#positions.length / 3) + b;
    const edge = this.#edges.get(key) ?? this.#addEdge(a, b);
    this.#edges.set(key, edge);
    return this.#step.add(`ORIENTED_EDGE('',*,*,${edge},${from < to ? ".T." : ".F."})`);
  }

  #addEdge(from: number, to: number): string {
    const [start, end] = [this.#vertexOf(from), this.#vertexOf(to)];
    const vector = this.#step.add(`VECTOR('',${this.#step.triple("DIRECTION", this.#directionOf(from, to))},1.)`);
    return this.#step.add(`EDGE_CURVE('',${start.vertex},${end.vertex},${this.#step.add(`LINE('',${start.point},${vector})`)},.T.)`);
  }

  #vertexOf(vertex: number): { point: string; vertex: string } {
    const known = this.#vertices.get(vertex);
    if (known) return known;
    const point = this.#step.triple("CARTESIAN_POINT", this.#pointOf(vertex));
    const made = { point, vertex: this.#step.add(`VERTEX_POINT('',${point})`) };
    this.#vertices.set(vertex, made);
    return made;
  }

  #pointOf(vertex: number): number[] {
    const point: number[] = [];
    this.#axes.point(this.#positions, vertex, point);
    return point;
  }

  #directionOf(from: number, to: number): number[] {
    const [a, b] = [this.#pointOf(from), this.#pointOf(to)];
    const step = [0, 1, 2].map((axis) => b[axis]! - a[axis]!);
    const length = Math.hypot(...step);
    return step.map((value) => value / length);
  }
}
