import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Stops before the process ends. Whoever listened before is told of the signal only then, as many end the process at once; where nobody else
 * listens, it is ended here. A second signal is not waited for.
 */
export function stopOnSignals(stop: () => Promise<void>): void {
  for (const signal of SIGNALS) {
    // As they were registered, so that what listens once is gone after it has heard.
    const others = process.rawListeners(signal);
    process.removeAllListeners(signal);
    process.once(signal, () => {
      void stop()
        .catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)))
        .then(() => {
          // Whoever came later has heard of it already.
          if (others.length === 0 && process.listenerCount(signal) === 0) process.exit();
          for (const other of others) process.on(signal, other as NodeJS.SignalsListener);
          for (const other of others) other.call(process, signal, constants.signals[signal]);
        });
    });
  }
}
