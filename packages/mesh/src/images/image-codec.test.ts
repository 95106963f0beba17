import { describe, expect, it } from "vitest";
import { checkCodec, faultsOfCodec } from "../../test/check-codec.ts";
import { codec } from "../../test/codec.ts";

describe("the codec of Node, and that of browsers where they run this", () => {
  it("reads, writes and resizes", async () => {
    expect(faultsOfCodec(await checkCodec(codec))).toEqual([]);
  });
});
