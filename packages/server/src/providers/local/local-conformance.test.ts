import { afterAll, describe, expect, it } from "vitest";
import { conformanceChecks } from "../conformance/index.ts";
import { createLocalProvider } from "./create-local-provider.ts";

describe("the local provider conforms", () => {
  const outcomes = new Map<string, string>();
  const checks = conformanceChecks(async () => ({ provider: createLocalProvider({ gridSize: 32, textureSize: 256, thumbnailSize: 64 }) }));

  for (const { name, run } of checks) {
    it(name, async () => {
      const outcome = await run();
      outcomes.set(name, outcome.kind === "passed" ? "passed" : outcome.because);
    });
  }

  afterAll(() => {
    const reasons = [...new Set(outcomes.values())];
    expect(reasons.sort()).toEqual(["passed", "the provider is synchronous"]);
    expect([...outcomes.values()].filter((outcome) => outcome === "passed")).toHaveLength(11);
  });
});
