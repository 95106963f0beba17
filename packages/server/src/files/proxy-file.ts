import type { Request, Response } from "express";
import { ApiError } from "../http/api-error.ts";
import { joinSignals } from "../join-signals.ts";
import type { ServiceContext } from "../service-context.ts";
import { TooManyWaitingError } from "./limit-per-key.ts";
import { mayProxyFile } from "./may-proxy-file.ts";
import { passRemoteFile } from "./pass-remote-file.ts";
import { sendStoredFile } from "./send-stored-file.ts";

/** For how long a caller waits for a place. */
const TURN_TIMEOUT_MS = 30_000;
const RETRY_AFTER_S = 5;

export interface ProxyCall {
  url: string;
  request: Request;
  response: Response;
  /** Ends when the caller has gone. */
  signal: AbortSignal;
}

/**
 * Answers with the file behind an address that the caller may read: our own copy once there is one, else what the service sends.
 *
 * @throws ApiError `not_found`, `link_invalid`, `file_unavailable`, `range_not_satisfiable`, or `rate_limited` while the caller has too many files under way.
 */
export async function proxyFile(context: ServiceContext, { url, request, response, signal }: ProxyCall): Promise<undefined> {
  const file = await mayProxyFile(context, request, url);
  if (file.kind === "gone") throw new ApiError("file_unavailable", "The service that made this file does not keep it any more.");
  if (file.kind === "stored") return sendStoredFile(context, file.file, request, response, signal, context.options.proxy);
  const turn = AbortSignal.timeout(TURN_TIMEOUT_MS);
  const waiting = joinSignals(signal, turn);
  try {
    return await context.proxy.limit(file.holder, () => passRemoteFile(context, { url, file, request, response, signal }), waiting.signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!(error instanceof TooManyWaitingError) && error !== turn.reason) throw error;
    response.setHeader("Retry-After", RETRY_AFTER_S);
    throw new ApiError("rate_limited", "Too many files are being read for you at once. Wait until some have arrived, then try again.");
  } finally {
    waiting.leave();
  }
}
