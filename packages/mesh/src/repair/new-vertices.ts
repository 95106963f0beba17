import type { Part } from "../model.ts";

/** Vertices that a part is to have beside its own, each made of some of its own: their attributes are the mean of theirs. */
export class NewVertices {
  readonly #sources: number[][][];
  readonly #firsts: number[];

  constructor(parts: readonly Pick<Part, "positions">[]) {
    this.#sources = parts.map(() => []);
    this.#firsts = parts.map(({ positions }) => positions.length / 3);
  }

  /** The number that it will have in the part. */
  add(part: number, sources: readonly number[]): number {
    return this.#firsts[part]! + this.#sources[part]!.push([...sources]) - 1;
  }

  /** Of a vertex of the part, whichever it is: what it is made of. */
  sourcesOf(part: number, vertex: number): readonly number[] {
    return vertex < this.#firsts[part]! ? [vertex] : this.#sources[part]![vertex - this.#firsts[part]!]!;
  }
}
