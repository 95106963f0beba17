import { describe, expect, it } from "vitest";
import { resolveArchivesOptions } from "./archives-options.ts";

const GB = 1024 ** 3;

describe("what is kept of archives", () => {
  it("is so much by itself, and room for two of the largest where the host lets them be larger", () => {
    expect(resolveArchivesOptions()).toMatchObject({ maxFileBytes: 20 * GB, maxKeptPerUser: 20, maxKeptBytesPerUser: 40 * GB });
    expect(resolveArchivesOptions({ maxFileBytes: 5 * GB }).maxKeptBytesPerUser).toBe(40 * GB);
    expect(resolveArchivesOptions({ maxFileBytes: 30 * GB }).maxKeptBytesPerUser).toBe(60 * GB);
    expect(resolveArchivesOptions({ maxFileBytes: 1024 * GB }).maxKeptBytesPerUser).toBe(1024 * GB);
    expect(resolveArchivesOptions({ maxFileBytes: 30 * GB, maxKeptBytesPerUser: 8 * GB }).maxKeptBytesPerUser).toBe(8 * GB);
  });

  it.each([{ maxKeptPerUser: 0 }, { maxKeptBytesPerUser: 1.5 }, { maxKept: 3 }])("is not what %j says", (given) => {
    expect(() => resolveArchivesOptions(given as object)).toThrow(/^model-3d: `archives/);
  });
});
