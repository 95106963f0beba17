import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Response } from "express";
import { ApiError } from "../http/api-error.ts";
import type { ServiceContext } from "../service-context.ts";
import { setFileHeaders } from "./file-headers.ts";
import { FetchError } from "./fetch-error.ts";
import { LARGE_FILE_PACE, type FetchedResponse, type FetchRequest } from "./guarded-fetch.ts";
import { judgeFileType, TYPE_HEAD_BYTES } from "./judge-file-type.ts";
import { judgeRemoteAnswer, readConditions, type Conditions } from "./judge-remote-answer.ts";
import type { ProxiedFile } from "./may-proxy-file.ts";
import type { ProxyCall } from "./proxy-file.ts";
import { readHead } from "./read-head.ts";

export interface RemoteFileCall extends ProxyCall {
  file: Extract<ProxiedFile, { kind: "remote" }>;
}

/** A reader that takes nothing for this long is let go. */
const READER_STALL_MS = 60_000;
/** What servers say that know no HEAD, or whose signed addresses are for GET alone. */
const NO_HEAD_STATUSES = new Set([403, 405, 501]);

/**
 * Passes on what lies at an address: whole, a part, or nothing when the caller has it already. Bytes, length, tag and date come from
 * there; type, caching and everything else that a browser acts on are ours. Nothing is held but what is on its way.
 *
 * @throws ApiError `file_unavailable` for whatever the other side does wrong, `range_not_satisfiable`.
 */
export async function passRemoteFile(context: ServiceContext, call: RemoteFileCall): Promise<undefined> {
  const { file, request, response, signal } = call;
  try {
    const conditions = readConditions(request);
    const fetched = request.method === "HEAD" ? await askForHead(context, call, conditions) : await fetchRemote(context, call, { headers: conditions });
    const { body } = fetched;
    const verdict = judgeRemoteAnswer(fetched, conditions, TYPE_HEAD_BYTES);
    if (verdict.kind !== "pass") body.destroy();
    if (verdict.kind === "no_such_part") throw new ApiError("range_not_satisfiable", undefined, { size: verdict.size ?? "*" });
    if (verdict.kind === "bad") throw new BadAnswerError(verdict.reason);
    const hasBody = request.method !== "HEAD" && verdict.status !== 304;
    const start = hasBody && verdict.isStart ? await readStart(body, file) : null;
    setFileHeaders(response.status(verdict.status), { ...file, ...start }, context.options.proxy);
    for (const [name, value] of Object.entries(verdict.headers)) response.setHeader(name, value);
    context.metrics.count("proxied_files", { result: RESULTS[verdict.status] });
    if (hasBody) await sendBody(body, start?.head, response, signal);
    else {
      body.destroy();
      response.end();
    }
    return undefined;
  } catch (error) {
    // Nobody is there any more to tell.
    if (signal.aborted) return undefined;
    if (!(error instanceof FetchError || error instanceof BadAnswerError)) throw error;
    context.metrics.count("proxied_files", { result: "failed" });
    // The host alone: what follows it opens the file for whoever reads the log.
    context.logger.warn({ host: new URL(call.url).host, reason: error.message }, "A file could not be passed on");
    throw new ApiError("file_unavailable", undefined, {}, { cause: error });
  }
}

const RESULTS = { 200: "whole", 206: "part", 304: "unchanged" } as const;

/** What came is not the file; the words are for the log. */
class BadAnswerError extends Error {}

function fetchRemote(context: ServiceContext, { url, file, signal }: RemoteFileCall, request: Partial<FetchRequest>): Promise<FetchedResponse> {
  return context.proxy.fetch(url, { ...LARGE_FILE_PACE, ...(file.mayRedirect ? {} : { redirects: 0 }), maxBytes: context.options.proxy.maxBytes, signal, ...request });
}

async function askForHead(context: ServiceContext, call: RemoteFileCall, conditions: Conditions): Promise<FetchedResponse> {
  const answer = await fetchRemote(context, call, { method: "HEAD", headers: conditions });
  if (!NO_HEAD_STATUSES.has(answer.status)) return answer;
  answer.body.destroy();
  const part = await fetchRemote(context, call, { headers: { ...conditions, range: "bytes=0-0" } });
  const size = /^bytes 0-0\/(\d+)$/.exec(part.headers["content-range"] ?? "")?.[1];
  if (part.status !== 206 || size === undefined) return part;
  const { "content-range": _part, ...headers } = part.headers;
  return { ...part, status: 200, headers: { ...headers, "content-length": size } };
}

async function readStart(body: Readable, { name, contentType }: RemoteFileCall["file"]): Promise<{ head: Uint8Array; contentType: string }> {
  const head = await readHead(body, TYPE_HEAD_BYTES);
  const judged = judgeFileType(name, head, contentType);
  if (judged !== null) return { head, contentType: judged.contentType };
  body.destroy();
  throw new BadAnswerError("what came cannot be what its name says");
}

async function sendBody(body: Readable, head: Uint8Array | undefined, response: Response, signal: AbortSignal): Promise<void> {
  response.setTimeout(READER_STALL_MS, () => response.destroy());
  if (head !== undefined) response.write(head);
  if (body.readableEnded) response.end();
  else await pipeline(body, response, { signal });
}
