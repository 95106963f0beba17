import { createHash } from "node:crypto";
import { IDEMPOTENCY_KEY_HEADER } from "@model-3d/contract";
import type { Request } from "express";
import type { Knex } from "knex";
import type { ServiceContext } from "../service-context.ts";
import { isDatabaseAway } from "../db/is-database-away.ts";
import { ApiError } from "./api-error.ts";
import { canonicalJson } from "./canonical-json.ts";
import { IDEMPOTENCY_CLAIM_MS } from "./free-keys.ts";
import { claimKey, dropKey, pruneKeys, storeAnswer, type Claim, type KeyOwner } from "./idempotency-repository.ts";

const KEY = /^[\x21-\x7e]{1,255}$/;

/** What becomes of a request's key; both are called inside a transaction of the work, so that they hold with it or not at all. */
export interface KeptAnswer {
  /** Stores the answer, in the transaction that does the work; may be called again with a better one. */
  remember(trx: Knex.Transaction, answer: object): Promise<void>;
  /** Frees the key of work that was stored and has failed since, so that it can be tried again. */
  forget(trx: Knex.Transaction): Promise<void>;
}

const NO_KEY: KeptAnswer = { remember: async () => {}, forget: async () => {} };

/**
 * Runs a POST at most once for an `Idempotency-Key`: the same key and body get the first answer again, another body is refused,
 * and so is a key that is still being worked on. A failure forgets the key, so that the caller can mend what was wrong and try again; but
 * not once the answer was stored: what it speaks of is there then, and a repeated request must not do it twice.
 */
export async function keepIdempotent<Answer extends object>(
  context: ServiceContext,
  scope: { request: Request; userId: string; route: string; body: unknown },
  work: (kept: KeptAnswer) => Promise<Answer>,
): Promise<Answer> {
  const key = scope.request.get(IDEMPOTENCY_KEY_HEADER);
  if (key === undefined) return work(NO_KEY);
  if (!KEY.test(key)) throw new ApiError("invalid_request", `${IDEMPOTENCY_KEY_HEADER} must have 1 to 255 visible ASCII characters.`);
  const owner = { userId: scope.userId, key, route: scope.route };
  const bodyHash = createHash("sha256").update(canonicalJson(scope.body)).digest("hex");
  const now = context.clock.now();
  const claim = await claimOrFree(context, owner, { bodyHash, now });
  if (claim.kind === "mismatch") throw new ApiError("idempotency_mismatch");
  if (claim.kind === "in_flight") throw new ApiError("idempotency_in_flight");
  if (claim.kind === "done") return claim.response as Answer;
  try {
    return await work({ remember: (trx, answer) => storeAnswer(trx, owner, answer, context.clock.now()), forget: (trx) => dropKey(trx, owner) });
  } catch (error) {
    await context.keys.free(owner, now);
    throw error;
  }
}

/** A connection that breaks may have taken the key all the same. */
async function claimOrFree({ database, keys }: ServiceContext, owner: KeyOwner, { bodyHash, now }: { bodyHash: string; now: Date }): Promise<Claim> {
  try {
    return await database.asService((trx) => claimKey(trx, { ...owner, bodyHash, now, staleBefore: new Date(now.getTime() - IDEMPOTENCY_CLAIM_MS) }));
  } catch (error) {
    if (isDatabaseAway(error)) await keys.free(owner, now);
    throw error;
  }
}

/** Answers are kept for a day, the time within which a caller may still repeat a request. */
export async function forgetOldAnswers(trx: Knex.Transaction, before: Date): Promise<void> {
  await pruneKeys(trx, before);
}
