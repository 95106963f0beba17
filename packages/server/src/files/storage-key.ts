const MAX_KEY_CHARACTERS = 200;
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/**
 * Whether a text may name a file in the storage: 1–200 characters of `A-Z a-z 0-9 . _ - /`, no empty segment, none that begins
 * with a dot (so no `..`, no hidden file, nothing of our own temporary folder), not absolute.
 */
export function isStorageKey(key: string): boolean {
  return typeof key === "string" && key.length <= MAX_KEY_CHARACTERS && key.split("/").every((segment) => SEGMENT.test(segment));
}

/** Gives the key back, or throws a `RangeError` that does not repeat it. */
export function checkStorageKey(key: string): string {
  if (!isStorageKey(key)) throw new RangeError("Not a storage key: letters, digits, dot, dash, underscore and slash only, at most 200 characters.");
  return key;
}
