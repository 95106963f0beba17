import type { ProviderWebhook, TaskReport } from "../provider.ts";
import { sharedSecretHeader } from "../webhook-proofs/shared-secret-header.ts";
import { TASK_ID } from "./meshy-api.ts";
import type { ResolvedMeshyProviderOptions } from "./meshy-provider-options.ts";
import { recordOf, toTaskReport, type ToTaskReportOptions } from "./to-task-report.ts";

const SECRET_HEADER = "x-meshy-api-webhook-secret-key";
const SECRET_PARAMETER = "secret";
const MAX_BODY_BYTES = 256 * 1024;

/**
 * Meshy proves a delivery by the account's secret itself, and signs nothing: whoever has heard it once can say anything, so a body
 * names a task to ask about and no more. `null` without secrets.
 */
export function createMeshyWebhook({ webhookSecrets, acceptSecretInQuery }: Pick<ResolvedMeshyProviderOptions, "webhookSecrets" | "acceptSecretInQuery">, options: ToTaskReportOptions): ProviderWebhook | null {
  if (webhookSecrets.length === 0) return null;
  return {
    scope: "account",
    needsRawBody: false,
    verify: sharedSecretHeader({ header: SECRET_HEADER, secrets: webhookSecrets, ...(acceptSecretInQuery ? { queryParameter: SECRET_PARAMETER } : {}) }),
    read({ rawBody }) {
      if (rawBody.byteLength > MAX_BODY_BYTES) return null;
      const task = recordOf(parseBody(rawBody));
      if (!task || typeof task.id !== "string" || !TASK_ID.test(task.id) || typeof task.status !== "string") return null;
      return { taskId: task.id, report: withoutFiles(toTaskReport(task, options)) };
    },
  };
}

/** An address that somebody sent us must not become one that we fetch. */
function withoutFiles(report: TaskReport): TaskReport {
  return report.status === "SUCCEEDED" ? { ...report, files: [] } : report;
}

/** A byte order mark is passed over; what is no UTF-8, no JSON or nested too deep is `undefined`. */
function parseBody(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(rawBody)) as unknown;
  } catch {
    return undefined;
  }
}
