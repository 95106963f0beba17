import { unzipSync } from "fflate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes } from "../../test/concat-bytes.ts";
import { zipEntryOf } from "../../test/zip-entry.ts";
import { writeZip, type ZipEntry } from "./write-zip.ts";

describe("a ZIP", () => {
  const collect = async (entries: Iterable<ZipEntry>) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of writeZip(entries)) pieces.push(piece);
    return concatBytes(pieces);
  };

  it("is read by fflate with the same content, whatever is in it", async () => {
    const entry = fc.record({ name: fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), content: fc.uint8Array({ maxLength: 300 }), isCompressed: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (given) => {
        const entries = given.map(({ name, content, isCompressed }, at) => ({ path: `${at}/${name.toWellFormed()}`, content, isCompressed }));
        const read = unzipSync(await collect(entries.map(({ path, content, isCompressed }) => zipEntryOf(path, content, isCompressed))));
        expect(Object.keys(read)).toHaveLength(entries.length);
        for (const { path, content } of entries) expect(read[path]).toEqual(content);
      }),
    );
  });

  it("has the same bytes for the same content", async () => {
    const text = new TextEncoder().encode("v 0 0 0\n".repeat(20_000));
    const entries = () => [zipEntryOf("stühle/a.txt", text, true), zipEntryOf("b.bin", text, false, true), zipEntryOf("empty", new Uint8Array(0), true, true)];
    expect(await collect(entries())).toEqual(await collect(entries()));
  });
});
