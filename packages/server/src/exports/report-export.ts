import type { ServiceContext } from "../service-context.ts";
import { announceExport } from "./announce-export.ts";
import * as rows from "./export-repository.ts";
import { ExportGone } from "./export-gone.ts";

/** Per cents between two steps that are told: a page moves its bar smoothly by itself. */
const STEP = 5;
/** The last per cent belongs to storing the file: 100 means that it can be had. */
const MAKING = 99;

export interface ExportReporter {
  /** Ends when there is nobody to make it for any more, or nothing can be written down. */
  readonly signal: AbortSignal;
  tell(share: number): void;
  /** Resolves when all that was told is written. @throws the signal's reason. */
  settled(): Promise<void>;
  end(): Promise<void>;
}

/** Writes progress down and tells it, in order and in few steps. An export that has ended or was taken away meanwhile ends the work. */
export function reportExport({ database }: Pick<ServiceContext, "database">, exportId: string): ExportReporter {
  const stop = new AbortController();
  let newest = 0;
  let written = 0;
  let writing: Promise<void> | null = null;

  async function write(): Promise<void> {
    while (newest >= written + STEP && !stop.signal.aborted) {
      const progress = newest;
      await database.asService(async (trx) => {
        const row = await rows.advanceExport(trx, exportId, progress);
        if (row) return announceExport(trx, "export.progress", row);
        // An earlier run may have come further; that is no reason to stop.
        const current = await rows.lockExport(trx, exportId);
        if (current?.status !== "IN_PROGRESS") throw new ExportGone();
      });
      written = progress;
    }
  }
  const idle = async () => {
    while (writing) await writing;
  };
  return {
    signal: stop.signal,
    tell(share) {
      newest = Math.max(newest, Math.min(MAKING, Math.floor(share * 100)));
      if (newest < written + STEP) return;
      writing ??= write()
        .catch((error: unknown) => stop.abort(error))
        .finally(() => (writing = null));
    },
    async settled() {
      await idle();
      stop.signal.throwIfAborted();
    },
    end: idle,
  };
}
