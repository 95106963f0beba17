import { ProviderError } from "../../provider-error.ts";
import type { ProviderResult, SynchronousProvider } from "../../provider.ts";

const PNG_MAGIC = 0x89;

/** The least that is binary glTF: a header that says how long it is. */
function createHeader(): Uint8Array {
  const glb = new DataView(new ArrayBuffer(12));
  glb.setUint32(0, 0x46546c67, true);
  glb.setUint32(4, 2, true);
  glb.setUint32(8, 12, true);
  return new Uint8Array(glb.buffer);
}

/** A provider that does everything right and makes nothing. */
export function playSynchronousProvider(): SynchronousProvider {
  let isClosed = false;
  return {
    name: "played",
    mode: "synchronous",
    capabilities: { cancel: true, views: ["front", "back"], maxViews: 2, maxPolycount: 1000, options: [], formats: ["glb"], fileLifeMs: null },
    expectedSeconds: [1, 2],
    costOf: () => ({ amount: 0.02, unit: "USD" }),
    health: async () => "ok",
    async close() {
      isClosed = true;
    },
    async run({ views }, { signal, onProgress }): Promise<ProviderResult> {
      signal.throwIfAborted();
      if (isClosed) throw new ProviderError("It was shut down.", { actor: "host", retryable: true, code: "closed" });
      for (const { view, read } of views.filter((one) => one.view === "front" || one.view === "back")) {
        const [magic] = await read(signal);
        if (magic !== PNG_MAGIC) throw new ProviderError(`The ${view} photo is none.`, { actor: "user", retryable: false, code: "not_an_image" });
        onProgress(view === "front" ? 10 : 60, `looking at the ${view}`);
        signal.throwIfAborted();
      }
      return { files: [{ kind: "glb", name: "model.glb", contentType: "model/gltf-binary", bytes: createHeader() }], warnings: [] };
    },
  };
}
