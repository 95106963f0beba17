import { createHash } from "node:crypto";

/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** From `low` to below `high`. */
  between(low: number, high: number): number;
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean;
  bytes(length: number): Uint8Array;
  /** Numbers of their own for a part of the work, however many others have drawn meanwhile. */
  fork(label: string): Random;
}

/** Mulberry32: 32 bits of state, good enough to throw dice with. */
export function createRandom(seed: number | string): Random {
  let state = createHash("sha256").update(String(seed)).digest().readUInt32LE(0);
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    bytes: (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256)),
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}
