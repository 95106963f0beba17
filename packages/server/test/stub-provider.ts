import { ProviderError } from "../src/providers/provider-error.ts";
import type { ProviderRequest, SynchronousProvider } from "../src/providers/provider.ts";

export interface StubRun {
  request: ProviderRequest;
  progress(percent: number): void;
  preview(glb: Uint8Array): void;
  succeed(bytes?: Uint8Array, thumbnail?: Uint8Array): void;
  fail(error: Error): void;
  signal: AbortSignal;
}

/** A provider that does as the test says: each run waits until it is told how it ends. */
export interface StubProvider extends SynchronousProvider {
  readonly runs: StubRun[];
  /** Ends every run at once, the waiting ones too, until it is set back to `null`. */
  always: ((run: StubRun) => void) | null;
}

export function createStubProvider({ cancel = true }: { cancel?: boolean } = {}): StubProvider {
  const runs: StubRun[] = [];
  return {
    name: "stub",
    mode: "synchronous",
    costOf: () => null,
    capabilities: { cancel, views: ["front", "back", "side", "top"], maxViews: 4, maxPolycount: 300_000, options: ["texture", "pbr", "targetPolycount"], formats: ["glb"], fileLifeMs: null },
    expectedSeconds: [30, 60],
    runs,
    always: null,
    run(request, { signal, onProgress, onPreview }) {
      return new Promise((resolve, reject) => {
        const run: StubRun = {
          request,
          signal,
          progress: (percent) => onProgress(percent, "working"),
          preview: onPreview,
          succeed: (bytes = new Uint8Array([0x67, 0x6c, 0x54, 0x46]), thumbnail = new Uint8Array([0x89, 0x50])) =>
            resolve({
              files: [
                { kind: "glb", name: "model.glb", contentType: "model/gltf-binary", bytes },
                { kind: "thumbnail", name: "thumbnail.png", contentType: "image/png", bytes: thumbnail },
              ],
              warnings: [],
            }),
          fail: reject,
        };
        signal.addEventListener("abort", () => reject(signal.reason));
        runs.push(run);
        this.always?.(run);
      });
    },
    health: async () => "ok",
    close: async () => {},
  };
}

/** What a provider says when a photo is to blame. */
export function photoIsBad(message: string): ProviderError {
  return new ProviderError(message, { code: "no_foreground", actor: "user", retryable: false });
}
