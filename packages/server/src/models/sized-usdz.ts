import type { RealSize } from "@model-3d/contract";

/** The key, among the places of a model's files, of the USDZ that was made in the real size; answers show it as `usdz`. */
const KIND = "usdz_sized";
const OLDER = /^derived-(height|width|depth)-[0-9.e+-]+-(mm|cm|m|in)\.usdz$/;

/** The USDZ in the size of the real thing: another name for each size, since browsers keep what is behind an address. */
export const sizedUsdz = {
  kind: KIND,
  nameOf: ({ axis, value, unit }: RealSize): string => `derived-${axis}-${value}-${unit}.usdz`,
  isName: (name: string): boolean => OLDER.test(name),
} as const;
