import type { FaultBook } from "../faults/fault-book.ts";
import type { FileLinks } from "../files/sign-file-url.ts";
import type { FileDownload } from "../files/serve-file.ts";
import type { ResolvedMeshySimulatorOptions } from "../meshy-simulator-options.ts";
import type { Schedule } from "../schedule.ts";
import type { StreamHub } from "../stream/stream-hub.ts";
import type { PresentTask } from "../tasks/present-task.ts";
import type { TaskEngine } from "../tasks/task-engine.ts";
import type { TaskStore } from "../tasks/task-store.ts";
import type { Account } from "./account.ts";

/** What every handler works with. */
export interface SimulatorContext {
  options: ResolvedMeshySimulatorOptions;
  schedule: Schedule;
  store: TaskStore;
  engine: TaskEngine;
  present: PresentTask;
  faultBook: FaultBook;
  account: Account;
  links: FileLinks;
  streams: StreamHub;
  downloads: FileDownload[];
  /** Answers of the fault `server-errors` so far: each is another status. */
  serverErrors: number;
}
