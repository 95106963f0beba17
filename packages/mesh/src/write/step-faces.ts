import type { PlanarFace } from "../topology/merge-coplanar.ts";
import { wayKey } from "../topology/find-bands.ts";
import type { Surfaces } from "../topology/find-surfaces.ts";
import { isTip, rimKey, type Arc, type Rim, type Round } from "../topology/round.ts";
import type { Bow, Passage, Sector } from "../topology/sector.ts";
import { cross, minus, moved, scaled, type Point } from "../topology/vector.ts";
import { stepReal, type StepText } from "./step-text.ts";
import type { Axes } from "./write-options.ts";

/** Faces that share their edges and vertices. */
export class FaceWriter {
  readonly #step: StepText;
  readonly #positions: Float32Array;
  readonly #axes: Axes;
  readonly #surfaces: Surfaces;
  readonly #vertices = new Map<number, { point: string; vertex: string }>();
  readonly #edges = new Map<number, string>();
  /** By {@link rimKey}: a circle, and which vertex comes second on its way. */
  readonly #circles = new Map<number, { edge: string; second: number }>();
  readonly #bows = new Map<Bow, string>();
  readonly #written = new Set<Round | Sector>();

  constructor(step: StepText, positions: Float32Array, axes: Axes, surfaces: Surfaces) {
    [this.#step, this.#positions, this.#axes, this.#surfaces] = [step, positions, axes, surfaces];
  }

  /** Null for a facet of a surface that is there already. */
  add(face: PlanarFace): string | null {
    const surface = this.#surfaces.rounds.get(face) ?? this.#surfaces.sectors.get(face);
    if (!surface) return this.#addPlane(face);
    if (this.#written.has(surface)) return null;
    this.#written.add(surface);
    return "bows" in surface ? this.#addSector(surface) : this.#addRound(surface);
  }

  #addPlane({ plane, loops }: PlanarFace): string {
    const bounds = loops.map((loop, at) => this.#bound(at === 0 ? "FACE_OUTER_BOUND" : "FACE_BOUND", this.#edgesOf(loop)));
    const [first, second] = [loops[0]![0]!, loops[0]![1]!];
    const placement = this.#step.add(`AXIS2_PLACEMENT_3D('',${this.#vertexOf(first).point},${this.#direction(plane.normal)},${this.#step.triple("DIRECTION", this.#directionOf(first, second))})`);
    return this.#step.add(`ADVANCED_FACE('',(${bounds.join()}),${this.#step.add(`PLANE('',${placement})`)},.T.)`);
  }

  #edgesOf(loop: readonly number[]): string[] {
    const circle = this.#surfaces.circles.get(loop);
    if (circle) return [this.#arc(circle.round, circle.rim, loop)];
    const steps = loop.map((from, k) => ({ from, to: loop[(k + 1) % loop.length]! })).map((step) => ({ ...step, passage: this.#surfaces.bows.get(wayKey(step.from, step.to)) }));
    // Each bow is one edge, however many steps of the outline go along it.
    return steps.flatMap(({ from, to, passage }, k) => (!passage ? [this.#oriented(from, to)] : passage.bow === steps.at(k - 1)!.passage?.bow ? [] : [this.#alongBow(passage)]));
  }

  /** Along the one bow, by a line to the other, back along it, and back by a line: so that the side from which it is seen is to the left. */
  #addSector({ axis, radius, bows: [low, high], isOutside }: Sector): string {
    const [near, far] = isOutside ? [0, -1] : [-1, 0];
    const along = ({ vertices }: Bow, isForth: boolean) => {
      const passage = this.#surfaces.bows.get(wayKey(vertices[0]!, vertices[1]!))!;
      return this.#alongBow({ bow: passage.bow, isForth: passage.isForth === isForth });
    };
    const line = (from: Bow, to: Bow, at: number) => this.#oriented(from.vertices.at(at)!, to.vertices.at(at)!);
    const edges = [along(low, isOutside), line(low, high, far), along(high, !isOutside), line(high, low, near)];
    const surface = this.#step.add(`CYLINDRICAL_SURFACE('',${this.#placed(low.center, axis, this.#towards(low))},${this.#real(radius)})`);
    return this.#step.add(`ADVANCED_FACE('',(${this.#bound("FACE_OUTER_BOUND", edges)}),${surface},${isOutside ? ".T." : ".F."})`);
  }

  #alongBow({ bow, isForth }: Passage): string {
    const edge = this.#bows.get(bow) ?? this.#addBow(bow);
    return this.#step.add(`ORIENTED_EDGE('',*,*,${edge},${isForth ? ".T." : ".F."})`);
  }

  #addBow(bow: Bow): string {
    const [first, last] = [bow.vertices[0]!, bow.vertices.at(-1)!].map((vertex) => this.#vertexOf(vertex).vertex) as [string, string];
    const circle = this.#step.add(`CIRCLE('',${this.#placed(bow.center, bow.axis, this.#towards(bow))},${this.#real(Math.hypot(...minus(this.#placeOf(bow.vertices[0]!), bow.center)))})`);
    const edge = this.#step.add(`EDGE_CURVE('',${first},${last},${circle},.T.)`);
    this.#bows.set(bow, edge);
    return edge;
  }

  /** From its middle to where it begins. */
  #towards({ center, vertices }: Bow): Point {
    const away = minus(this.#placeOf(vertices[0]!), center);
    return scaled(away, 1 / Math.hypot(...away));
  }

  /** Along the one circle, to the other by the seam, and back: so that the side from which it is seen is to the left. A tip is no edge. */
  #addRound(round: Round): string {
    const { rims: [low, high], seam, isOutside, arc } = round; // prettier-ignore
    const [bottom, top] = isOutside ? [low.vertices, high.vertices.toReversed()] : [low.vertices.toReversed(), high.vertices];
    const around = (rim: Rim, way: readonly number[]) => (isTip(rim) ? [] : [this.#arc(round, rim, way)]);
    const line = arc ? this.#addSeam(round, arc) : null;
    const along = (from: number, to: number, way: string) => (line ? this.#step.add(`ORIENTED_EDGE('',*,*,${line},${way})`) : this.#oriented(from, to));
    const edges = [...around(low, bottom), along(seam[0], seam[1], ".T."), ...around(high, top), along(seam[1], seam[0], ".F.")];
    const surface = this.#step.add(arc ? this.#turnedArc(round, arc) : this.#turnedLine(round));
    return this.#step.add(`ADVANCED_FACE('',(${this.#bound("FACE_OUTER_BOUND", edges)}),${surface},${(arc ? arc.isBulging : isOutside) ? ".T." : ".F."})`);
  }

  #turnedLine({ axis, rims: [low, high], radii, seam }: Round): string {
    const [a, b] = [isTip(low) ? 0 : this.#radiusOf(low, seam[0]), this.#radiusOf(high, seam[1])];
    const height = this.#length(high.center, low.center);
    if (Math.abs(radii[0] - radii[1]) <= 1e-5 * radii[1]) return `CYLINDRICAL_SURFACE('',${this.#placement(low, axis, seam[0])},${stepReal(a)})`;
    // A cone of no radius is not one that every reader takes: of one with a tip the circle says where it is.
    const [rim, radius, vertex] = isTip(low) ? [high, b, seam[1]] : [low, a, seam[0]];
    return `CONICAL_SURFACE('',${this.#placement(rim, axis, vertex)},${stepReal(radius)},${stepReal(Math.atan2(b - a, height))})`;
  }

  #turnedArc(round: Round, { center, major, minor }: Arc): string {
    const placement = this.#placed(center, round.axis, this.#meridianOf(round));
    return major === 0 ? `SPHERICAL_SURFACE('',${placement},${this.#real(minor)})` : `TOROIDAL_SURFACE('',${placement},${this.#real(major)},${this.#real(minor)})`;
  }

  /** The arc itself, where it begins and ends. */
  #addSeam(round: Round, { center, major, minor, isCounter }: Arc): string {
    const meridian = this.#meridianOf(round);
    const middle = moved(center, meridian, major);
    const [from, to] = round.seam.map((vertex) => this.#vertexOf(vertex).vertex) as [string, string];
    const towards = minus(this.#placeOf(round.seam[0]), middle);
    const axis = isCounter ? cross(meridian, round.axis) : cross(round.axis, meridian);
    const circle = this.#step.add(`CIRCLE('',${this.#placed(middle, axis, scaled(towards, 1 / Math.hypot(...towards)))},${this.#real(minor)})`);
    return this.#step.add(`EDGE_CURVE('',${from},${to},${circle},.T.)`);
  }

  /** From the axis to where the seam is; of a whole ball anywhere. */
  #meridianOf({ axis, rims, seam }: Round): Point {
    const at = rims.findIndex((rim) => !isTip(rim));
    const [x, y, z] = axis.map(Math.abs) as [number, number, number];
    const away = at < 0 ? cross(axis, x <= y && x <= z ? [1, 0, 0] : y <= z ? [0, 1, 0] : [0, 0, 1]) : minus(this.#placeOf(seam[at]!), rims[at]!.center);
    return scaled(away, 1 / Math.hypot(...away));
  }

  #placeOf(vertex: number): Point {
    return [this.#positions[3 * vertex]!, this.#positions[3 * vertex + 1]!, this.#positions[3 * vertex + 2]!];
  }

  #placed(center: Point, axis: Point, towards: Point): string {
    return this.#step.add(`AXIS2_PLACEMENT_3D('',${this.#step.triple("CARTESIAN_POINT", this.#point(center))},${this.#direction(axis)},${this.#direction(towards)})`);
  }

  /** A length of the model, in the file's unit. */
  #real(length: number): string {
    return stepReal(this.#length([length, 0, 0], [0, 0, 0]));
  }

  #length(a: Point, b: Point): number {
    const [from, to] = [this.#point(a), this.#point(b)];
    return Math.hypot(from[0]! - to[0]!, from[1]! - to[1]!, from[2]! - to[2]!);
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
