import { describe, expect, it } from "vitest";
import { uniqueNames } from "./unique-names.ts";

describe("names", () => {
  it("differ from each other, whatever the case, and from those that look like a count", () => {
    expect(uniqueNames(["a", "A", "a_2", "a", "b"], "file")).toEqual(["a", "A_2", "a_2_2", "a_3", "b"]);
    expect(uniqueNames(["two words", "two words"], "text")).toEqual(["two words", "two words 2"]);
  });

  it("are cleaned of what the form has no place for", () => {
    const names = ["../Väse 花\u0007", "3D", "?"];
    expect(uniqueNames(names, "text")).toEqual(["../Väse 花", "3D", "?"]);
    expect(uniqueNames(names, "file")).toEqual(["Väse_花", "3D", "unnamed"]);
    expect(uniqueNames(names, "ascii", "part")).toEqual(["Vase", "3D", "part"]);
    expect(uniqueNames(names, "identifier", "part")).toEqual(["Vase", "_3D", "part"]);
    expect(uniqueNames(["Größe", "Œuvre ŁØ"], "ascii")).toEqual(["Grosse", "OEuvre_LO"]);
  });

  it("are counted on, not from the beginning: a hundred thousand of one name take no hours", () => {
    const names = uniqueNames(Array<string>(100_000).fill("part"), "identifier");
    expect([new Set(names).size, names.at(-1)]).toEqual([100_000, "part_100000"]);
  });
});
