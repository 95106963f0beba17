import type { FileReport, RunTests } from "./file-report.ts";

interface Told {
  report?: FileReport;
  error?: unknown;
  isEnd?: true;
}

/** In a module worker of its own, from a page. */
export const runTests: RunTests = async (addresses, tell) => {
  const worker = new Worker("/test-worker.js", { type: "module" });
  try {
    await new Promise<void>((resolve, reject) => {
      worker.addEventListener("error", ({ message }) => reject(new Error(`The worker does not start: ${message}`)));
      worker.addEventListener("message", ({ data: { report, error, isEnd } }: MessageEvent<Told>) => {
        if (report) tell(report);
        if (error) reject(error as Error);
        if (isEnd) resolve();
      });
      worker.postMessage(addresses);
    });
  } finally {
    worker.terminate();
  }
};
