import type { IncomingMessage, ServerResponse } from "node:http";
import { costOf } from "../tasks/create-request.ts";
import { readImages } from "../tasks/read-images.ts";
import { validateCreate } from "../tasks/validate-create.ts";
import type { Task } from "../tasks/task.ts";
import { noMoreConcurrentTasks, noMorePendingTasks } from "./account.ts";
import { badRequest, MeshyError } from "./meshy-error.ts";
import { readJsonBody } from "./read-json-body.ts";
import { sendJson } from "./send-json.ts";
import type { SimulatorContext } from "./simulator-context.ts";

const SLOW_MS = 90_000;

/** `POST /openapi/v1/multi-image-to-3d` */
export async function createTask(context: SimulatorContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const wanted = validateCreate(await readJsonBody(request), context.options);
  const images = wanted.input_task_id === null ? await readImages(wanted.image_urls) : imagesOfTask(context, wanted.input_task_id);
  const fault = context.faultBook.takeForCreate();
  if (fault === "create-cut-before") return void response.destroy();
  if (fault === "create-error-before") throw new MeshyError(500, "InternalError: An unexpected error occurred");
  if (fault === "create-no-concurrent-tasks") throw noMoreConcurrentTasks();
  if (fault === "create-no-pending-tasks") throw noMorePendingTasks();

  context.account.requirePlace(context.engine.count());
  context.account.pay(costOf(wanted));
  // The images are kept as bytes; as text they would be kept a second time.
  const task: Task = context.engine.accept({ ...wanted, image_urls: wanted.image_urls.map((url) => (url.startsWith("data:") ? url.slice(0, url.indexOf(",")) : url)) }, images);

  if (fault === "create-cut-after") return void response.destroy();
  if (fault === "create-error-after") throw new MeshyError(500, "InternalError: An unexpected error occurred");
  if (fault === "create-slow") await context.schedule.wait(SLOW_MS / context.options.speed);
  sendJson(response, 202, { result: task.id });
}

function imagesOfTask({ store, engine }: SimulatorContext, id: string): readonly Uint8Array[] {
  try {
    return engine.imagesOf(store.get(id));
  } catch {
    throw badRequest(`input_task_id names no task: ${id}`);
  }
}
