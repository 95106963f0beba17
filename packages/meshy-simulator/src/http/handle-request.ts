import type { IncomingMessage, ServerResponse } from "node:http";
import type { FaultName } from "../faults/faults.ts";
import { serveFile } from "../files/serve-file.ts";
import { rateLimited } from "./account.ts";
import { createTask } from "./create-task.ts";
import { MeshyError } from "./meshy-error.ts";
import { sendJson } from "./send-json.ts";
import type { SimulatorContext } from "./simulator-context.ts";

const TASKS_PATH = "/openapi/v1/multi-image-to-3d";
const HTML = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n";
const SERVER_ERRORS = [
  [500, "InternalError: An unexpected error occurred"],
  [502, "BadGateway: Bad gateway"],
  [503, "ServiceUnavailable: The service is temporarily unavailable"],
] as const;

/** Answers every request of the API and for files. Nothing has CORS headers. */
export async function handleRequest(context: SimulatorContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://simulator.invalid");
  response.on("close", () => context.options.log(`${request.method} ${url.pathname} → ${response.writableFinished ? response.statusCode : "cut"}`));
  try {
    if (url.pathname.startsWith("/files/")) await serveFile(context, url, request, response);
    else await answerApi(context, url, request, response);
  } catch (error) {
    // Whoever asked may have left meanwhile.
    if (response.headersSent || response.destroyed) return void response.destroy();
    if (error instanceof MeshyError) return sendJson(response, error.status, { message: error.message }, error.headers);
    context.options.log(`fault of the simulator: ${error instanceof Error ? error.stack : String(error)}`);
    sendJson(response, 500, { message: "InternalError: The simulator has a fault" });
  }
}

async function answerApi(context: SimulatorContext, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { account, store, engine, present, streams, faultBook } = context;
  account.authenticate(request);
  account.countRequest();
  const fault = faultBook.takeForRequest();
  if (fault) return playRequestFault(context, fault, response);

  const [, id, stream] = new RegExp(`^${TASKS_PATH}(?:/([^/]+)(/stream)?)?/?$`).exec(url.pathname) ?? [];
  const isCollection = url.pathname === TASKS_PATH;
  switch (`${request.method} ${url.pathname === "/openapi/v1/balance" ? "balance" : stream ? "stream" : id ? "task" : isCollection ? "tasks" : "other"}`) {
    case "GET balance":
      return sendJson(response, 200, { balance: account.balance });
    case "POST tasks":
      return createTask(context, request, response);
    case "GET tasks":
      return sendJson(response, 200, store.list(url.searchParams).map(present));
    case "GET task":
      return sendJson(response, 200, present(store.look(id ?? "")));
    case "GET stream":
      return streams.serve(() => store.get(id ?? ""), request, response);
    case "DELETE task": {
      const task = store.get(id ?? "");
      engine.delete(task);
      streams.end(task);
      response.writeHead(200, { "content-length": 0 }).end();
      return;
    }
    default:
      throw new MeshyError(404, "NotFound: The requested resource was not found");
  }
}

function playRequestFault(context: SimulatorContext, fault: FaultName, response: ServerResponse): void {
  if (fault === "html-errors") {
    response.writeHead(502, { "content-type": "text/html", "content-length": HTML.length }).end(HTML);
    return;
  }
  if (fault === "rate-limited") throw rateLimited();
  if (fault === "rate-limited-bare") throw rateLimited({});
  const [status, message] = SERVER_ERRORS[context.serverErrors++ % SERVER_ERRORS.length] ?? SERVER_ERRORS[0];
  throw new MeshyError(status, message);
}
