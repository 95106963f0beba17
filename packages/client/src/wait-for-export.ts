import type { ExportAnswer, ExportNews } from "@model-3d/contract";
import type { Clock } from "./clock.ts";
import type { SharedEventStream } from "./event-stream.ts";
import type { CallOptions } from "./transport.ts";

export interface WaitForExportOptions extends CallOptions {
  /** Called as the work goes on, and once at the start. */
  onProgress?: (state: Pick<ExportAnswer, "status" | "progress">) => void;
}

/** No event for this long, and it is asked for once more: a stream may be silent because its server is. */
const LOOK_INTERVAL_MS = 15_000;

/**
 * Resolves when an export is ready or has failed. Follows the user's event stream, and asks for the export wherever the stream may have missed
 * something, is polled, or stays silent.
 */
export function waitForExport(
  started: ExportAnswer,
  { stream, clock, ask }: { stream: SharedEventStream; clock: Clock; ask: (exportId: string, options: CallOptions) => Promise<ExportAnswer> },
  { signal, onProgress }: WaitForExportOptions,
): Promise<ExportAnswer> {
  const { exportId } = started;
  onProgress?.(started);
  if (exportId === null || isDone(started)) return Promise.resolve(started);
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    let cancelLook = (): void => undefined;
    let asking = false;
    let isNewsWaiting = false;
    const end = (settle: () => void): void => {
      if (over.signal.aborted) return;
      over.abort();
      cancelLook();
      settle();
    };
    const look = async (): Promise<void> => {
      isNewsWaiting = asking;
      if (asking || over.signal.aborted) return;
      asking = true;
      cancelLook();
      try {
        const answer = await ask(exportId, { signal: over.signal });
        onProgress?.(answer);
        if (isDone(answer)) end(() => resolve(answer));
      } catch (error) {
        if (!isPassing(error)) end(() => reject(error));
      } finally {
        asking = false;
        if (isNewsWaiting) void look();
        else lookLater();
      }
    };
    const lookLater = (): void => {
      cancelLook();
      if (!over.signal.aborted) cancelLook = clock.schedule(() => void look(), LOOK_INTERVAL_MS);
    };
    const hear = (news: ExportNews): void => {
      if (news.id !== exportId) return;
      if (news.status === "SUCCEEDED" || news.status === "FAILED") return void look();
      onProgress?.(news);
      lookLater();
    };
    signal?.addEventListener("abort", () => end(() => reject(signal.reason)), { once: true, signal: over.signal });
    if (signal?.aborted) return end(() => reject(signal.reason));
    const handle = stream.open({ signal: over.signal, onEvent: (event) => "export" in event && hear(event.export), onReset: () => void look() });
    void handle.ready.then(look);
  });
}

function isDone({ status }: Pick<ExportAnswer, "status">): boolean {
  return status === "SUCCEEDED" || status === "FAILED";
}

/** What may be better in a while: nothing of the work is lost by it. */
function isPassing(error: unknown): boolean {
  const { status } = error as { status?: unknown };
  return typeof status === "number" && (status === 0 || status === 429 || status >= 500);
}
