import type { Worker } from "node:worker_threads";

/** Threads that wait for more work, for a while: what they have loaded need not be loaded again. They keep no process alive. */
export interface IdleWorkers {
  /** One that is there, which is then the caller's; undefined where none is. */
  take(): Worker | undefined;
  /** Gives one back. */
  keep(worker: Worker): void;
  /** Ends those that wait. */
  close(): Promise<void>;
}

/** @param lifeMs how long one waits before it is ended. */
export function createIdleWorkers(lifeMs: number): IdleWorkers {
  const idle = new Map<Worker, NodeJS.Timeout>();

  function forget(worker: Worker): void {
    clearTimeout(idle.get(worker));
    idle.delete(worker);
    worker.removeAllListeners("exit");
  }

  return {
    take() {
      const [worker] = idle.keys();
      if (!worker) return undefined;
      forget(worker);
      worker.ref();
      return worker;
    },
    keep(worker) {
      worker.unref();
      const timer = setTimeout(() => {
        forget(worker);
        void worker.terminate();
      }, lifeMs);
      timer.unref();
      idle.set(worker, timer);
      worker.once("exit", () => forget(worker));
    },
    async close() {
      await Promise.all([...idle.keys()].map((worker) => worker.terminate()));
    },
  };
}
