import { expect } from "@open-wc/testing";
import { canvasCodec } from "../../src/images/canvas-codec.ts";
import { checkCodec, faultsOfCodec, type CodecReport } from "../check-codec.ts";

describe("the codec of browsers", () => {
  it("reads, writes and resizes in a page", async () => {
    expect(faultsOfCodec(await checkCodec(canvasCodec))).to.deep.equal([]);
  });

  it("does so in a worker", async () => {
    const worker = new Worker(new URL("./canvas-codec-worker.ts", import.meta.url), { type: "module" });
    try {
      const report = await new Promise<CodecReport>((resolve, reject) => {
        worker.addEventListener("message", ({ data }: MessageEvent<CodecReport>) => resolve(data));
        worker.addEventListener("error", ({ message }) => reject(new Error(message)));
      });
      expect(faultsOfCodec(report)).to.deep.equal([]);
    } finally {
      worker.terminate();
    }
  });
});
