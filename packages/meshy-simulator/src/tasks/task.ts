import type { TaskFaults } from "../faults/fault-book.ts";
import type { TaskFile } from "../files/task-file.ts";
import type { CreateRequest } from "./create-request.ts";

export type TaskStatus = "PENDING" | "IN_PROGRESS" | "SUCCEEDED" | "FAILED" | "CANCELED" | "EXPIRED";

export interface TaskError {
  type?: "invalid_input" | "timeout" | "service_unavailable" | "server_error";
  code?: string;
  message: string;
  doc_url?: string;
}

/** A task as the simulator knows it: what it really is, not what a fault makes of it on the wire. */
export interface Task {
  readonly id: string;
  /** 1 for the first task that was accepted. */
  readonly number: number;
  readonly request: CreateRequest;
  /** For what the seed's dice are thrown: the first, second … task with these options and photos. */
  readonly occasion: string;
  readonly faults: TaskFaults;
  /** Meshy credits that were taken when it was accepted. */
  readonly cost: number;
  /** Milliseconds since 1970, as all times here. */
  readonly createdAt: number;
  status: TaskStatus;
  /** Shown instead of the status while the fault `unknown-status` lasts. */
  shownStatus: string | null;
  progress: number;
  /** 0 when not yet. */
  startedAt: number;
  finishedAt: number;
  expiresAt: number;
  deletedAt: number;
  error: TaskError | null;
  /** Meshy credits that it cost in the end; 0 when they were given back. */
  consumedCredits: number;
  /** By name: `model.glb`, `preview.png` … */
  files: ReadonlyMap<string, TaskFile>;
}

export const isFinal = ({ status }: Pick<Task, "status">): boolean => status !== "PENDING" && status !== "IN_PROGRESS";
