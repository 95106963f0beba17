import { describe, expect, it } from "vitest";
import { concatBytes } from "../../test/concat-bytes.ts";
import { collectBytes } from "../write-model.ts";
import { deflate } from "./deflate.ts";
import { nodeZlib, type NodeZlib } from "./node-zlib.ts";
import { checksumHere, checksumOf } from "./zip-checksum.ts";

const PIECES = Array.from({ length: 40 }, (_, at) => new TextEncoder().encode(`v ${Math.sin(at).toFixed(6)} ${at % 7} 0\n`.repeat(3_000)));
const WHOLE = concatBytes(PIECES);
const zlibHere = nodeZlib();
/** In pages there is one of them. */
const WAYS: readonly (readonly [string, NodeZlib | null])[] = [["by ourselves, as in pages", null], ...(zlibHere ? [["by Node", zlibHere] as const] : [])];

async function* piecesOf(count = PIECES.length, error?: Error): AsyncGenerator<Uint8Array> {
  yield* PIECES.slice(0, count);
  if (error) throw error;
}

/** By the platform, which is somebody else than who compresses here. */
const inflated = async (packed: Uint8Array) => new Uint8Array(await new Response(new Blob([packed.slice()]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer());
/** Told at once, which a comparison of millions of numbers one by one is not. */
const isSame = (one: Uint8Array, two: Uint8Array) => one.length === two.length && one.every((byte, at) => byte === two[at]);

describe("what a ZIP compresses", () => {
  it.each(WAYS)("comes out as it was, in pieces, %s", async (_how, zlib) => {
    const packed = await collectBytes(deflate(piecesOf(), zlib));
    expect(isSame(await inflated(packed), WHOLE)).toBe(true);
    expect(packed.length).toBeLessThan(WHOLE.length / 10);
    expect(isSame(await collectBytes(deflate(piecesOf(), zlib)), packed)).toBe(true);
    expect((await inflated(await collectBytes(deflate(piecesOf(0), zlib)))).length).toBe(0);
  });

  it.each(WAYS)("fails as what it compresses fails, and ends where nobody takes more, %s", async (_how, zlib) => {
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
    expect(checksumHere(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
    expect(checksumOf(WHOLE.subarray(1000), checksumOf(WHOLE.subarray(0, 1000)))).toBe(checksumHere(WHOLE));
  });
});
