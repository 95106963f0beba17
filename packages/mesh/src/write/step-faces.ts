import type { PlanarFace } from "../topology/merge-coplanar.ts";
import { rimKey, type Rim, type Round, type Rounds } from "../topology/find-rounds.ts";
import { stepReal, type StepText } from "./step-text.ts";
import type { Axes } from "./write-options.ts";

/** Faces that share their edges and vertices. */
export class FaceWriter {
  readonly #step: StepText;
  readonly #positions: Float32Array;
  readonly #axes: Axes;
  readonly #rounds: Rounds;
  readonly #vertices = new Map<number, { point: string; vertex: string }>();
  readonly #edges = new Map<number, string>();
  /** By {@link rimKey}: a circle, and which vertex comes second on its way. */
  readonly #circles = new Map<number, { edge: string; second: number }>();
  readonly #written = new Set<Round>();

  constructor(step: StepText, positions: Float32Array, axes: Axes, rounds: Rounds) {
    [this.#step, this.#positions, this.#axes, this.#rounds] = [step, positions, axes, rounds];
  }

  /** Null for a facet of a round that is there already. */
  add(face: PlanarFace): string | null {
    const round = this.#rounds.rounds.get(face);
    if (!round) return this.#addPlane(face);
    if (this.#written.has(round)) return null;
    this.#written.add(round);
    return this.#addRound(round);
  }

  #addPlane({ plane, loops }: PlanarFace): string {
    const bounds = loops.map((loop, at) => this.#bound(at === 0 ? "FACE_OUTER_BOUND" : "FACE_BOUND", this.#edgesOf(loop)));
    const [first, second] = [loops[0]![0]!, loops[0]![1]!];
    const placement = this.#step.add(`AXIS2_PLACEMENT_3D('',${this.#vertexOf(first).point},${this.#direction(plane.normal)},${this.#step.triple("DIRECTION", this.#directionOf(first, second))})`);
    return this.#step.add(`ADVANCED_FACE('',(${bounds.join()}),${this.#step.add(`PLANE('',${placement})`)},.T.)`);
  }

  #edgesOf(loop: readonly number[]): string[] {
    const circle = this.#rounds.circles.get(loop);
    if (circle) return [this.#arc(circle.round, circle.rim, loop)];
    return loop.map((from, k) => this.#oriented(from, loop[(k + 1) % loop.length]!));
  }

  /** Along the one circle, to the other by the seam, and back: so that the side from which it is seen is to the left. */
  #addRound(round: Round): string {
    const { axis, rims: [low, high], radii, seam, isOutside } = round; // prettier-ignore
    const [bottom, top] = isOutside ? [low.vertices, high.vertices.toReversed()] : [low.vertices.toReversed(), high.vertices];
    const edges = [this.#arc(round, low, bottom), this.#oriented(seam[0], seam[1]), this.#arc(round, high, top), this.#oriented(seam[1], seam[0])];
    const [a, b] = [0, 1].map((at) => this.#radiusOf(round.rims[at]!, seam[at]!)) as [number, number];
    const isCylinder = Math.abs(radii[0] - radii[1]) <= 1e-5 * radii[1];
    const placement = this.#placement(low, axis, seam[0]);
    const height = Math.hypot(...this.#point(high.center).map((value, at) => value - this.#point(low.center)[at]!));
    const surface = isCylinder ? `CYLINDRICAL_SURFACE('',${placement},${stepReal(a)})` : `CONICAL_SURFACE('',${placement},${stepReal(a)},${stepReal(Math.atan2(b - a, height))})`;
    return this.#step.add(`ADVANCED_FACE('',(${this.#bound("FACE_OUTER_BOUND", edges)}),${this.#step.add(surface)},${isOutside ? ".T." : ".F."})`);
  }

  #bound(kind: string, edges: readonly string[]): string {
    return this.#step.add(`${kind}('',${this.#step.add(`EDGE_LOOP('',(${edges.join()}))`)},.T.)`);
  }

  /** A whole circle, on its way or back as the vertices say. */
  #arc(round: Round, rim: Rim, way: readonly number[]): string {
    const first = round.seam[round.rims.indexOf(rim)]!;
    const { edge, second } = this.#circles.get(rimKey(rim)) ?? this.#addCircle(round, rim, first);
    return this.#step.add(`ORIENTED_EDGE('',*,*,${edge},${way[(way.indexOf(first) + 1) % way.length] === second ? ".T." : ".F."})`);
  }

  #addCircle({ axis }: Round, rim: Rim, first: number): { edge: string; second: number } {
    const { vertex } = this.#vertexOf(first);
    const circle = this.#step.add(`CIRCLE('',${this.#placement(rim, axis, first)},${stepReal(this.#radiusOf(rim, first))})`);
    const made = { edge: this.#step.add(`EDGE_CURVE('',${vertex},${vertex},${circle},.T.)`), second: rim.vertices[(rim.vertices.indexOf(first) + 1) % rim.vertices.length]! };
    this.#circles.set(rimKey(rim), made);
    return made;
  }

  #placement({ center }: Rim, axis: readonly number[], towards: number): string {
    const at = this.#point(center);
    const away = this.#pointOf(towards).map((value, k) => value - at[k]!);
    const length = Math.hypot(...away);
    return this.#step.add(`AXIS2_PLACEMENT_3D('',${this.#step.triple("CARTESIAN_POINT", at)},${this.#direction(axis)},${this.#step.triple("DIRECTION", away.map((value) => value / length))})`);
  }

  #radiusOf({ center }: Rim, vertex: number): number {
    const [at, on] = [this.#point(center), this.#pointOf(vertex)];
    return Math.hypot(on[0]! - at[0]!, on[1]! - at[1]!, on[2]! - at[2]!);
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
    return this.#point(this.#positions.subarray(3 * vertex, 3 * vertex + 3));
  }

  #point(place: ArrayLike<number>): number[] {
    const point: number[] = [];
    this.#axes.point(place, 0, point);
    return point;
  }

  #direction(way: readonly number[]): string {
    const turned: number[] = [];
    this.#axes.direction(way, 0, turned);
    return this.#step.triple("DIRECTION", turned);
  }

  #directionOf(from: number, to: number): number[] {
    const [a, b] = [this.#pointOf(from), this.#pointOf(to)];
    const step = [0, 1, 2].map((axis) => b[axis]! - a[axis]!);
    const length = Math.hypot(...step);
    return step.map((value) => value / length);
  }
}
