import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { SimulatorContext } from "../http/simulator-context.ts";
import type { Task } from "../tasks/task.ts";
import { parseRange } from "./parse-range.ts";
import { parseFilePath } from "./sign-file-url.ts";
import type { TaskFile } from "./task-file.ts";

/** One request for a file. */
export interface FileDownload {
  taskId: string;
  /** `model.glb` */
  name: string;
  method: string;
  /** HTTP status of the answer. */
  status: number;
  range: string | null;
  /** Whether an Authorization header came with it, which is not wanted here: it gives the API key away. */
  hasAuthorization: boolean;
  /** Milliseconds since 1970. */
  at: number;
}

const SLOW_MS = 60_000;
const SLOW_PIECES = 20;
/** What is overwritten in a corrupt file, at most. */
const CORRUPT_BYTES = 4096;

/** Answers under `/files/` as a signed CDN does: 403 for a link that is wrong or has expired, 404 for what was deleted; ranges and HEAD. */
export async function serveFile(context: SimulatorContext, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = parseFilePath(url.pathname);
  const method = request.method ?? "GET";
  const answer = (status: number, headers: Record<string, string | number> = {}): void => {
    context.downloads.push({
      ...{ taskId: path?.taskId ?? "", name: path?.name ?? "", method, status, range: request.headers.range ?? null },
      ...{ hasAuthorization: request.headers.authorization !== undefined, at: context.schedule.now() },
    });
    response.writeHead(status, headers);
  };
  const refuse = (status: number, code: string, message: string): void => {
    answer(status, { "content-type": "application/xml" });
    response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
  };

  if (method !== "GET" && method !== "HEAD") return refuse(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
  if (!path || path.userId !== context.account.userId || !context.links.isValid(url, context.schedule.now())) return refuse(403, "AccessDenied", "Access Denied");
  const task = context.store.find(path.taskId);
  const file = task?.files.get(path.name);
  if (!task || !file) return refuse(404, "NoSuchKey", "The specified key does not exist.");
  if (method === "HEAD") {
    answer(200, headersOf(file, file.bytes.length));
    response.end();
    return;
  }
  if (task.faults.take("file-unavailable", file.name)) return refuse(503, "SlowDown", "Please reduce your request rate.");
  const etag = etagOf(file);
  if (request.headers["if-none-match"] === etag) {
    answer(304, { etag });
    response.end();
    return;
  }
  const range = parseRange(request.headers.range, file.bytes.length);
  if (range === "unsatisfiable") {
    answer(416, { "content-range": `bytes */${file.bytes.length}` });
    response.end();
    return;
  }
  const bytes = damage(task, file);
  const part = range ? bytes.subarray(range.start, range.end + 1) : bytes;
  const headers = headersOf(file, part.length);
  if (task.faults.take("file-wrong-type", file.name)) headers["content-type"] = "text/html; charset=utf-8";
  answer(range ? 206 : 200, range ? { ...headers, "content-range": `bytes ${range.start}-${range.end}/${bytes.length}` } : headers);
  if (task.faults.take("file-truncated", file.name)) {
    response.write(part.subarray(0, part.length / 2), () => response.destroy());
  } else if (task.faults.take("file-slow", file.name)) {
    await drip(context, part, response);
  } else {
    response.end(part);
  }
}

function headersOf(file: TaskFile, length: number): Record<string, string | number> {
  return { "content-type": file.contentType, "content-length": length, "accept-ranges": "bytes", etag: etagOf(file) };
}

const etags = new WeakMap<TaskFile, string>();

function etagOf(file: TaskFile): string {
  const etag = etags.get(file) ?? `"${createHash("md5").update(file.bytes).digest("hex")}"`;
  etags.set(file, etag);
  return etag;
}

function damage({ faults }: Task, { name, bytes }: TaskFile): Uint8Array {
  if (faults.take("file-short", name)) return bytes.subarray(0, Math.floor(bytes.length / 2));
  if (!faults.take("file-corrupt", name) && !faults.take("file-corrupt-forever", name)) return bytes;
  const corrupt = Uint8Array.from(bytes);
  const length = Math.min(CORRUPT_BYTES, Math.floor(bytes.length / 2));
  // A GLB's JSON begins at byte 20: that it is broken shows whoever reads it.
  return corrupt.fill(0xa5, 20, 20 + length);
}

async function drip({ schedule, options }: SimulatorContext, bytes: Uint8Array, response: ServerResponse): Promise<void> {
  const size = Math.ceil(bytes.length / SLOW_PIECES);
  for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
    response.write(bytes.subarray(at, at + size));
    await schedule.wait(SLOW_MS / SLOW_PIECES / options.speed);
  }
  response.end();
}
