import type { FaultName } from "../faults/faults.ts";
import type { Task, TaskError, TaskStatus } from "./task.ts";

export interface Ending {
  status: TaskStatus;
  error: TaskError | null;
}

const DOC_URL = "https://docs.meshy.ai/en/api/errors";

const ENDINGS: Partial<Record<FaultName, Ending>> = {
  "failed-invalid-input": { status: "FAILED", error: { type: "invalid_input", code: "InvalidInput", message: "The images could not be understood as one object.", doc_url: DOC_URL } },
  "failed-timeout": { status: "FAILED", error: { type: "timeout", message: "The task took too long and was stopped." } },
  "failed-service-unavailable": { status: "FAILED", error: { type: "service_unavailable", code: "ServiceUnavailable", message: "The service is busy. Please try again later." } },
  "failed-server-error": { status: "FAILED", error: { type: "server_error", code: "InternalError", message: "An unexpected error occurred." } },
  "failed-bare": { status: "FAILED", error: { message: "" } },
  canceled: { status: "CANCELED", error: null },
  expired: { status: "EXPIRED", error: null },
};

/** How the task's faults make it end, or `null` if it ends by what becomes of the model. */
export function planEnding({ faults }: Pick<Task, "faults">): Ending | null {
  const name = (Object.keys(ENDINGS) as FaultName[]).find((ending) => faults.has(ending));
  return (name && ENDINGS[name]) ?? null;
}
