import type { Model3DClient } from "@model-3d/client";
import { MAX_VIEWER_LOAD_S, MAX_VIEWER_REPORTS, VIEWER_FAULTS, type ViewerReport } from "@model-3d/contract";

/** So long reports wait for others to go with. */
const GATHER_MS = 10_000;

/** Gathers what viewers inside `root` tell of their models and sends it now and then, and when the page goes, until the signal ends. What can't be sent is forgotten. */
export function reportViewers(root: HTMLElement, client: Model3DClient, signal: AbortSignal): void {
  let gathered: ViewerReport[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWanted = true;

  const send = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const reports = gathered;
    gathered = [];
    if (reports.length === 0 || !isWanted) return;
    client.reportViewers(reports).catch((error: unknown) => {
      // The host takes none: neither these nor those to come.
      if (error instanceof Error && (error as { code?: unknown }).code === "not_found") isWanted = false;
    });
  };
  const gather = (report: ViewerReport): void => {
    if (!isWanted) return;
    gathered.push(report);
    if (gathered.length >= MAX_VIEWER_REPORTS) return send();
    timer ??= setTimeout(send, GATHER_MS);
  };

  root.addEventListener(
    "model-3d-load",
    ({ detail: { quality, seconds } }) => {
      // A page in the background loads as slowly as it likes; what came back was not loaded again.
      if (document.visibilityState === "visible" && seconds > 0 && seconds <= MAX_VIEWER_LOAD_S) gather({ kind: "load", quality, seconds });
    },
    { signal },
  );
  root.addEventListener(
    "model-3d-error",
    ({ detail: { code } }) => {
      const fault = VIEWER_FAULTS.find((each) => each === code);
      if (fault !== undefined) gather({ kind: "fault", fault });
    },
    { signal },
  );
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send(), { signal });
  signal.addEventListener("abort", send, { once: true });
}
