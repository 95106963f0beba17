import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEntryNamer } from "./name-entries.ts";

const DEVICES = ["CON", "prn", "Aux.chair", "nul", "COM1", "lpt9", "COM¹", "con.tar.v1"];

describe("names in an archive", () => {
  it("are taken by every file system, and each is another, whatever things are called", () => {
    const stem = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.string({ unit: "grapheme", maxLength: 300 }), fc.constantFrom("", ".", "..", "../../etc", "a/b\\c", "chair.", "chair ", "Stuhl", "STUHL", "Stühle", "Stu\u0308hle", "straße", "STRASSE", ...DEVICES));
    fc.assert(
      fc.property(fc.array(stem, { minLength: 1, maxLength: 12 }), (stems) => {
        const namer = createEntryNamer(["manifest.json"]);
        const names = stems.map((one) => namer.name(`${one}-v1`, ".obj.zip")).concat(stems.map((one) => namer.name(one, ".stl")));
        for (const name of names) {
          expect(name).toBe(name.normalize("NFC"));
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
          expect(name).not.toMatch(/[\p{Cc}\p{Cf}/\\:*?"<>|]|^[. -]|[. ]$/u);
          expect(name).not.toMatch(/^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i);
          expect(name.isWellFormed()).toBe(true);
        }
        for (const fold of [(name: string) => name.toLowerCase(), (name: string) => name.toUpperCase(), (name: string) => name.normalize("NFD")]) expect(new Set(names.map(fold)).size).toBe(names.length);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["Oak chair", ".stl", "Oak-chair.stl"],
    ["CON", ".stl", "_CON.stl"],
    ["aux.old", ".glb", "_aux.old.glb"],
    ["Lehnstuhl «Höhe»", ".obj.zip", "Lehnstuhl-«Höhe».obj.zip"],
    ["", ".glb", "model.glb"],
    ["manifest", ".json", "manifest-2.json"],
  ])("of %s is %s", (stem, ending, name) => {
    expect(createEntryNamer(["manifest.json"]).name(stem, ending)).toBe(name);
  });
});
