import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { applyMutation } from "./mutations/apply-mutation.ts";
import { MUTATIONS } from "./mutations/mutations.ts";

const ROOT = join(import.meta.dirname, "..");

describe("mutations", () => {
  it.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))("%s: still fits its file, and names tests that are there", (_name, mutation) => {
    const source = readFileSync(join(ROOT, mutation.file), "utf8");
    expect(applyMutation(source, mutation)).not.toBe(source);
    expect(mutation.tests.length).toBeGreaterThan(0);
    for (const test of mutation.tests) expect(existsSync(join(ROOT, test)), test).toBe(true);
  });

  it("have names of their own", () => {
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
  });

  it("are refused where their text is gone or stands twice", () => {
    const mutation = { name: "x", file: "y", find: "a", replace: "b" };
    expect(applyMutation("cad", mutation)).toBe("cbd");
    for (const source of ["", "caad"]) expect(() => applyMutation(source, mutation)).toThrow("and not once");
  });
});
