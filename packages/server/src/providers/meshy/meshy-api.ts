import { buildConnector, Client, Pool, type Dispatcher } from "undici";
import { ProviderError } from "../provider-error.ts";
import type { ProviderCall } from "../provider.ts";
import { joinSignals } from "../../join-signals.ts";
import type { MeshyCreateBody } from "./build-create-body.ts";
import { toConnectionError } from "./to-connection-error.ts";
import type { ResolvedMeshyProviderOptions } from "./meshy-provider-options.ts";
import { readEventStream } from "./read-event-stream.ts";
import { readRetryAfter, toMeshyError, unreadableAnswer, type MeshyRefusal } from "./to-meshy-error.ts";
import { recordOf, type MeshyTask } from "./to-task-report.ts";

/** What Meshy can be asked over HTTP. Everything throws `ProviderError`, or the signal's reason. */
export interface MeshyApi {
  /** Gives the new task's id. Once the connection is there, whatever goes wrong leaves the task's fate unknown, the signal too. */
  createTask(body: MeshyCreateBody, options: { linksPhotos: boolean }, call: ProviderCall): Promise<string>;
  /** `null` for a task that Meshy does not know, or not any more. */
  readTask(taskId: string, call: ProviderCall): Promise<MeshyTask | null>;
  /** Newest first. @param page From 1. */
  listTasks(page: number, call: ProviderCall): Promise<MeshyTask[]>;
  deleteTask(taskId: string, call: ProviderCall): Promise<void>;
  /** Whole tasks or parts of them, as they come; `null` when the task is not known. Ends when Meshy ends it. */
  streamTask(taskId: string, call: ProviderCall): AsyncGenerator<MeshyTask | null, void>;
  /** Meshy credits. `null` where it does not say. */
  readBalance(): Promise<number | null>;
  close(): Promise<void>;
}

export type MeshyApiOptions = Pick<ResolvedMeshyProviderOptions, "apiKey" | "baseUrl" | "createTimeoutMs" | "readTimeoutMs" | "streamIdleTimeoutMs">;

const TASKS_PATH = "/openapi/v1/multi-image-to-3d";
export const LIST_PAGE_SIZE = 50;
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** Meshy's are UUIDs; anything else that stays a path's segment and a column's value may come. */
export const TASK_ID = /^[A-Za-z0-9_-]{1,128}$/;

interface Exchange {
  status: number;
  /** `undefined` for what is no JSON. */
  json: unknown;
  retryAfterMs: number | null;
}

type Request = Pick<Dispatcher.RequestOptions, "method" | "path" | "body"> & { accept?: string; signal: AbortSignal };

export function createMeshyApi(options: MeshyApiOptions): MeshyApi {
  const { baseUrl, apiKey, createTimeoutMs, readTimeoutMs, streamIdleTimeoutMs } = options;
  // HTTP/1.1: one request a connection, so that it is known of each whether it was sent.
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false });
  const pool = new Pool(baseUrl, { connect, connections: null });
  const closing = new AbortController();

  function send(dispatcher: Dispatcher, { method, path, body, accept = "application/json", signal }: Request): Promise<Dispatcher.ResponseData> {
    const headers = { authorization: `Bearer ${apiKey}`, accept, "accept-encoding": "identity", "user-agent": "model-3d", ...(body ? { "content-type": "application/json" } : {}) };
    return dispatcher.request({ method, path, headers, body, signal, headersTimeout: 0, bodyTimeout: streamIdleTimeoutMs });
  }

  /** One request by its own time-out, its answer read whole. */
  async function exchange(dispatcher: Dispatcher, request: Request, timeoutMs: number, isConnected?: () => boolean): Promise<Exchange> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const { signal, leave } = joinSignals(request.signal, timeout, closing.signal);
    try {
      return await readAnswer(await send(dispatcher, { ...request, signal }));
    } catch (error) {
      const mayBeMade = isConnected?.() ?? false;
      if (!mayBeMade && request.signal.aborted) throw request.signal.reason;
      throw toConnectionError(error, { timedOut: timeout.aborted, taskFate: mayBeMade ? "unknown" : "none" });
    } finally {
      leave();
    }
  }

  /** @throws what `beforeRequest` throws, the signal's reason, or that the provider is closed: nothing was sent then. */
  async function mayBegin(call: ProviderCall): Promise<void> {
    const throwIfStopped = () => {
      call.signal.throwIfAborted();
      closing.signal.throwIfAborted();
    };
    throwIfStopped();
    await call.beforeRequest();
    throwIfStopped();
  }

  async function ask(method: "GET" | "DELETE", path: string, call: ProviderCall): Promise<Exchange> {
    await mayBegin(call);
    return exchange(pool, { method, path, signal: call.signal }, readTimeoutMs);
  }

  async function createTask(body: MeshyCreateBody, { linksPhotos }: { linksPhotos: boolean }, call: ProviderCall): Promise<string> {
    const text = JSON.stringify(body);
    await mayBegin(call);
    let isConnected = false;
    // A connection of its own: one that was kept could be dead already, and a paid task would be looked for in vain.
    const client = new Client(baseUrl, {
      connect: (target, callback) =>
        connect(target, (...result) => {
          isConnected = result[0] === null;
          callback(...result);
        }),
    });
    try {
      const answer = await exchange(client, { method: "POST", path: TASKS_PATH, body: text, signal: call.signal }, createTimeoutMs, () => isConnected);
      if (!isSuccess(answer)) throw toMeshyError(refusalOf(answer), { creates: true, linksPhotos });
      const taskId = recordOf(answer.json)?.result;
      if (typeof taskId !== "string" || !TASK_ID.test(taskId)) throw unreadableAnswer({ creates: true });
      return taskId;
    } finally {
      await client.destroy();
    }
  }

  async function readTask(taskId: string, call: ProviderCall): Promise<MeshyTask | null> {
    const answer = await ask("GET", pathOf(taskId), call);
    if (isUnknownTask(answer)) return null;
    if (!isSuccess(answer)) throw refusedOrUnreadable(answer);
    const task = recordOf(answer.json);
    // A page of a gateway's must not become news of a task.
    if (!task || typeof task.status !== "string" || (typeof task.id === "string" && task.id !== taskId)) throw unreadableAnswer({ creates: false });
    return task;
  }

  async function listTasks(page: number, call: ProviderCall): Promise<MeshyTask[]> {
    const query = new URLSearchParams({ page_num: String(page), page_size: String(LIST_PAGE_SIZE), sort_by: "-created_at" });
    const answer = await ask("GET", `${TASKS_PATH}?${query}`, call);
    if (!isSuccess(answer)) throw toMeshyError(refusalOf(answer), { creates: false });
    const tasks = Array.isArray(answer.json) ? answer.json.map(recordOf) : [null];
    // Half a list would read as that the rest is not there.
    return tasks.map((task) => {
      if (task === null) throw unreadableAnswer({ creates: false });
      return task;
    });
  }

  async function deleteTask(taskId: string, call: ProviderCall): Promise<void> {
    const answer = await ask("DELETE", pathOf(taskId), call);
    if (!isSuccess(answer) && answer.status !== 404) throw toMeshyError(refusalOf(answer), { creates: false });
  }

  async function* streamTask(taskId: string, call: ProviderCall): AsyncGenerator<MeshyTask | null, void> {
    await mayBegin(call);
    const opening = new AbortController();
    const timer = setTimeout(() => opening.abort(), readTimeoutMs);
    const { signal, leave } = joinSignals(call.signal, opening.signal, closing.signal);
    let body: Dispatcher.ResponseData["body"] | undefined;
    try {
      const response = await send(pool, { method: "GET", path: `${pathOf(taskId)}/stream`, accept: "text/event-stream", signal });
      body = response.body;
      if (response.statusCode !== 200) return yield nothingKnown(await readAnswer(response));
      clearTimeout(timer);
      if (!String(response.headers["content-type"]).startsWith("text/event-stream")) throw unreadableAnswer({ creates: false });
      for await (const { name, data } of readEventStream(body)) {
        const part = recordOf(parseJson(data));
        if (name === "error") return yield nothingKnown({ status: Number(part?.status_code) || 500, json: part, retryAfterMs: null });
        if (part) yield part;
      }
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason;
      throw toConnectionError(error, { timedOut: opening.signal.aborted, taskFate: "none" });
    } finally {
      clearTimeout(timer);
      leave();
      body?.on("error", () => undefined).destroy();
    }
  }

  async function readBalance(): Promise<number | null> {
    closing.signal.throwIfAborted();
    const answer = await exchange(pool, { method: "GET", path: "/openapi/v1/balance", signal: closing.signal }, readTimeoutMs);
    if (!isSuccess(answer)) throw toMeshyError(refusalOf(answer), { creates: false });
    const balance = recordOf(answer.json)?.balance;
    return typeof balance === "number" ? balance : null;
  }

  return {
    ...{ createTask, readTask, listTasks, deleteTask, streamTask, readBalance },
    async close() {
      closing.abort(new ProviderError("The Meshy provider was shut down. Please start the model again.", { actor: "host", retryable: true, code: "closed" }));
      await pool.destroy();
    },
  };
}

const pathOf = (taskId: string): string => `${TASKS_PATH}/${encodeURIComponent(taskId)}`;
const isSuccess = ({ status }: Exchange): boolean => status >= 200 && status < 300;

/** Meshy's own words, in JSON: the 404 of a gateway on the way says nothing of a task that was paid. */
const isUnknownTask = ({ status, json }: Exchange): boolean => status === 404 && recordOf(json) !== null;

function refusedOrUnreadable(answer: Exchange): ProviderError {
  return isSuccess(answer) || answer.status === 404 ? unreadableAnswer({ creates: false }) : toMeshyError(refusalOf(answer), { creates: false });
}

/** An answer to a stream that is no stream: an unknown task is news, everything else an error. */
function nothingKnown(answer: Exchange): null {
  if (isUnknownTask(answer)) return null;
  throw refusedOrUnreadable(answer);
}

function refusalOf({ status, json, retryAfterMs }: Exchange): MeshyRefusal {
  const message = recordOf(json)?.message;
  return { status, message: typeof message === "string" ? message : null, retryAfterMs };
}

async function readAnswer({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Exchange> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body as AsyncIterable<Uint8Array>) {
    parts.push(part);
    length += part.byteLength;
    // Leaving the loop ends the connection; what was read so far is no JSON.
    if (length > MAX_BODY_BYTES) break;
  }
  const text = length > MAX_BODY_BYTES ? "" : new TextDecoder().decode(Buffer.concat(parts));
  const header = (name: string) => [headers[name]].flat()[0];
  return { status: statusCode, json: parseJson(text), retryAfterMs: readRetryAfter(header("retry-after"), header("date")) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
