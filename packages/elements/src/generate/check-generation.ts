import type { Model3DClient } from "@model-3d/client";
import type { Model } from "@model-3d/contract";
import type { Messages } from "../locale/locale.ts";
import type { ToastTone } from "../toasts/toasts.component.ts";

/** What a toast says of a generation that goes on. */
export interface CheckNews {
  text: string;
  tone: ToastTone;
}

/** Asks for the newest state of a generation. `null` when it has ended: what became of it is told by its entry. */
export async function checkGeneration(client: Model3DClient, generation: Model, title: string, messages: Messages): Promise<CheckNews | null> {
  // One that waits for a place with its service has no task yet; its own id stands for the task's until then, and afterwards too.
  const { status, progress, stale } = await client.generationStatus(generation.task_id ?? generation.id);
  if (status !== "PENDING" && status !== "IN_PROGRESS") return null;
  if (stale) return { text: messages.toastStale(title, progress), tone: "info" };
  return { text: status === "PENDING" ? messages.toastWaiting(title) : messages.toastProcessing(title, progress), tone: "warning" };
}
