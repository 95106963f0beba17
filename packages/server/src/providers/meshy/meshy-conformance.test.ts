import { afterAll, describe, expect, it } from "vitest";
import { conformanceChecks } from "../conformance/index.ts";
import { openMeshySubject } from "./test/open-meshy-subject.ts";

describe("the Meshy provider conforms, against the simulator", () => {
  const outcomes = new Map<string, string>();

  for (const { name, run } of conformanceChecks(openMeshySubject)) {
    it(name, async () => {
      const outcome = await run();
      outcomes.set(name, outcome.kind === "passed" ? "passed" : outcome.because);
    });
  }

  afterAll(() => {
    expect([...new Set(outcomes.values())].sort()).toEqual(["passed", "the provider is asynchronous"]);
    expect([...outcomes.values()].filter((outcome) => outcome !== "passed")).toHaveLength(6);
  });
});
