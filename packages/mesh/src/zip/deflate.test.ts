import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { collectBytes } from "../write-model.ts";
import { deflate } from "./deflate.ts";
import { nodeZlib } from "./node-zlib.ts";
import { checksumHere, checksumOf } from "./zip-checksum.ts";

const PIECES = Array.from({ length: 40 }, (_, at) => new TextEncoder().encode(`v ${Math.sin(at).toFixed(6)} ${at % 7} 0\n`.repeat(3_000)));
const WHOLE = Buffer.concat(PIECES);

async function* piecesOf(count = PIECES.length, error?: Error): AsyncGenerator<Uint8Array> {
  yield* PIECES.slice(0, count);
  if (error) throw error;
}

describe("what a ZIP compresses", () => {
  it.each([["by Node", nodeZlib()], ["by ourselves, as in pages", null]])("comes out as it was, in pieces, %s", async (_how, zlib) => {
    const packed = await collectBytes(deflate(piecesOf(), zlib));
    expect(inflateRawSync(packed).equals(WHOLE)).toBe(true);
    expect(packed.length).toBeLessThan(WHOLE.length / 10);
    expect(Buffer.from(await collectBytes(deflate(piecesOf(), zlib))).equals(packed)).toBe(true);
    expect(inflateRawSync(await collectBytes(deflate(piecesOf(0), zlib))).length).toBe(0);
  });

  it.each([["by Node", nodeZlib()], ["by ourselves", null]])("fails as what it compresses fails, and ends where nobody takes more, %s", async (_how, zlib) => {
    await expect(collectBytes(deflate(piecesOf(30, new RangeError("too much")), zlib))).rejects.toThrow(RangeError);
    let isClosed = false;
    async function* told() {
      try {
        for (;;) yield* piecesOf();
      } finally {
        isClosed = true;
      }
    }
    for await (const piece of deflate(told(), zlib)) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(isClosed).toBe(true);
  });

  it("has the same checksum whoever counts", () => {
    expect(nodeZlib()).not.toBe(null);
    expect(checksumHere(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
    expect(checksumOf(WHOLE.subarray(1000), checksumOf(WHOLE.subarray(0, 1000)))).toBe(checksumHere(WHOLE));
  });
});
