import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeZlib } from "./node-zlib.ts";
import { checksumHere, checksumOf } from "./zip-checksum.ts";

describe("zlib in Node", () => {
  it("is found without an import", () => {
    expect(nodeZlib()?.crc32).toBe(crc32);
  });

  it("counts the checksums, in parts too, and we count them as it does", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (one, two) => {
        const wanted = crc32(two, crc32(one));
        expect([checksumOf(two, checksumOf(one)), checksumHere(two, checksumHere(one))]).toEqual([wanted, wanted]);
      }),
    );
  });
});
