import type { Vector3 } from "../model.ts";

/**
 * `welded`: a place at a rim that was made one with another near it. `degenerate`: a triangle without a surface that was left out. `duplicate`: one that
 * was there twice. `turned`: one that was turned over. `filled`: a hole that was closed. `separated`: a place where parts of the surface that only touch
 * were moved apart.
 */
export const REPAIRS = ["welded", "degenerate", "duplicate", "turned", "filled", "separated"] as const;
export type Repair = (typeof REPAIRS)[number];

/** What was done to a surface, and where. */
export class RepairLog {
  readonly #places = new Map<Repair, number[]>(REPAIRS.map((repair) => [repair, []]));

  add(repair: Repair, place: Vector3): void {
    this.#places.get(repair)!.push(...place);
  }

  get isEmpty(): boolean {
    return REPAIRS.every((repair) => this.#places.get(repair)!.length === 0);
  }

  counts(): Record<Repair, number> {
    return Object.fromEntries(REPAIRS.map((repair) => [repair, this.#places.get(repair)!.length / 3])) as Record<Repair, number>;
  }

  places(): Record<Repair, Float32Array> {
    return Object.fromEntries(REPAIRS.map((repair) => [repair, Float32Array.from(this.#places.get(repair)!)])) as Record<Repair, Float32Array>;
  }
}
