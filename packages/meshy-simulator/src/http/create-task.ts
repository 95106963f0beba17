import type { IncomingMessage, ServerResponse } from "node:http";
import { costOf, type CreateRequest } from "../tasks/create-request.ts";
import { fingerprintRequest } from "../tasks/fingerprint-request.ts";
import { readImages } from "../tasks/read-images.ts";
import { validateCreate } from "../tasks/validate-create.ts";
import type { Task } from "../tasks/task.ts";
import { noMoreConcurrentTasks, noMorePendingTasks } from "./account.ts";
import { badRequest, MeshyError } from "./meshy-error.ts";
import { readJsonBody } from "./read-json-body.ts";
import { sendJson } from "./send-json.ts";
import type { SimulatorContext } from "./simulator-context.ts";

const SLOW_MS = 90_000;
const MADE_LATE_MS = 60_000;

/** `POST /openapi/v1/multi-image-to-3d` */
export async function createTask(context: SimulatorContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const wanted = validateCreate(await readJsonBody(request), context.options);
  const images = wanted.input_task_id === null ? await readImages(wanted.image_urls) : imagesOfTask(context, wanted.input_task_id);
  const fingerprint = fingerprintRequest(wanted, images);
  const fault = context.faultBook.takeForCreate(fingerprint);
  if (fault === "create-cut-before") return void response.destroy();
  if (fault === "create-error-before") throw new MeshyError(500, "InternalError: An unexpected error occurred");
  if (fault === "create-no-concurrent-tasks") throw noMoreConcurrentTasks();
  if (fault === "create-no-pending-tasks") throw noMorePendingTasks();

  if (fault === "create-made-late") {
    context.schedule.after(MADE_LATE_MS / context.options.speed, () => makeLate(context, wanted, images, fingerprint));
    throw new MeshyError(500, "InternalError: An unexpected error occurred");
  }
  const task = accept(context, wanted, images, fingerprint);
  if (fault === "create-cut-after") return void response.destroy();
  if (fault === "create-error-after") throw new MeshyError(500, "InternalError: An unexpected error occurred");
  if (fault === "create-slow") await context.schedule.wait(SLOW_MS / context.options.speed);
  sendJson(response, 202, { result: task.id });
}

/** @throws `MeshyError` 402 or 429 when the account has no credits or no place left. */
function accept(context: SimulatorContext, wanted: CreateRequest, images: readonly Uint8Array[], fingerprint: string): Task {
  context.account.requirePlace(context.engine.count());
  context.account.pay(costOf(wanted));
  // The images are kept as bytes; as text they would be kept a second time.
  const request = { ...wanted, image_urls: wanted.image_urls.map((url) => (url.startsWith("data:") ? url.slice(0, url.indexOf(",")) : url)) };
  return context.engine.accept(request, images, fingerprint);
}

function makeLate(context: SimulatorContext, wanted: CreateRequest, images: readonly Uint8Array[], fingerprint: string): void {
  try {
    accept(context, wanted, images, fingerprint);
  } catch (error) {
    // There is nobody left to be told that no place was free by then.
    if (!(error instanceof MeshyError)) throw error;
    context.options.log(`task not made late: ${error.message}`);
  }
}

function imagesOfTask({ store, engine }: SimulatorContext, id: string): readonly Uint8Array[] {
  try {
    return engine.imagesOf(store.get(id));
  } catch {
    throw badRequest(`input_task_id names no task: ${id}`);
  }
}
