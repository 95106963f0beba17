import type { Response } from "express";
import { ApiError } from "../http/api-error.ts";
import { joinSignals } from "../join-signals.ts";
import type { ServiceContext } from "../service-context.ts";
import { limitPerKey, TooManyWaitingError, type KeyedLimit } from "./limit-per-key.ts";

/** Photos that this process takes at once, whoever sends them. */
const MAX_UPLOADS = 32;
/** For how long one waits, its bytes still with the sender. */
const TURN_TIMEOUT_MS = 30_000;
const RETRY_AFTER_S = 5;

/** A place for one upload of a user's; as many again may wait for theirs, three times over. */
export function createUploadLimit({ uploadsPerUser }: Pick<ServiceContext["options"]["files"], "uploadsPerUser">): KeyedLimit {
  return limitPerKey({ total: MAX_UPLOADS, perKey: uploadsPerUser, waitingPerKey: 3 * uploadsPerUser });
}

/** Receives a photo when it is the user's turn. @throws ApiError `rate_limited` for one too many, and what `receive` throws. */
export async function receiveInTurn<Received>({ uploads }: Pick<ServiceContext, "uploads">, { userId, response, signal }: { userId: string; response: Response; signal: AbortSignal }, receive: () => Promise<Received>): Promise<Received> {
  const turn = AbortSignal.timeout(TURN_TIMEOUT_MS);
  const waiting = joinSignals(signal, turn);
  try {
    return await uploads(userId, receive, waiting.signal);
  } catch (error) {
    if (!(error instanceof TooManyWaitingError) && error !== turn.reason) throw error;
    response.setHeader("Retry-After", RETRY_AFTER_S);
    throw new ApiError("rate_limited", "Too many of your photos are on their way at once. Wait until some have arrived, then try again.");
  } finally {
    waiting.leave();
  }
}
