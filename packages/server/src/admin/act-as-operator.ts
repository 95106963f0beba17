import { createHash } from "node:crypto";
import { IDEMPOTENCY_KEY_HEADER, type OperatorAction, type OperatorActionEntry, type OperatorActionPage, type OperatorRight } from "@model-3d/contract";
import type { Request } from "express";
import type { Knex } from "knex";
import { decodeCursor } from "../db/cursor.ts";
import { ApiError } from "../http/api-error.ts";
import { canonicalJson } from "../http/canonical-json.ts";
import { mayChange } from "../http/has-operator.ts";
import type { KnownOperator } from "../http/operator.ts";
import type { ServiceContext } from "../service-context.ts";
import { findAnswer, insertAction, lockKey, selectActions, type ActionRow } from "./action-repository.ts";
import { NUMBER_PART, pageOf, type PageQuery } from "./admin-pages.ts";
import { readForOperator } from "./read-for-operator.ts";

const KEY = /^[\x21-\x7e]{1,255}$/;

/** Who does what to whom, and why. */
export interface Act {
  operator: KnownOperator;
  right: OperatorRight;
  action: OperatorAction;
  /** The id of a model, of a batch, of an archive, of a delivery or of a user. */
  subject: string;
  modelId?: string;
  reason: string;
  /** What more is worth knowing of it later. */
  details?: object;
  request: Request;
}

/**
 * Does what an operator asks for and writes down that they did, in one transaction: neither is there without the other. The same Idempotency-Key
 * and body get the first answer again, and nothing is done twice.
 *
 * @throws ApiError `not_permitted`, `idempotency_mismatch`, `invalid_request` for a key that is none; what `work` throws, and nothing is written down.
 */
export async function actAsOperator<Answer extends object>(context: ServiceContext, act: Act, work: (trx: Knex.Transaction, at: Date) => Promise<Answer>): Promise<Answer> {
  const { operator, right, action, subject, modelId = null, details = {}, request } = act;
  mayChange(operator, right);
  const key = request.get(IDEMPOTENCY_KEY_HEADER) ?? null;
  if (key !== null && !KEY.test(key)) throw new ApiError("invalid_request", `${IDEMPOTENCY_KEY_HEADER} must have 1 to 255 visible ASCII characters.`);
  const reason = context.secrets.text(act.reason);
  const bodyHash = createHash("sha256").update(canonicalJson({ action, subject, details, reason: act.reason })).digest("hex");
  const done = await context.database.asService(async (trx) => {
    if (key !== null) {
      await lockKey(trx, operator.id, key);
      const known = await findAnswer(trx, operator.id, key);
      if (known && known.bodyHash !== bodyHash) throw new ApiError("idempotency_mismatch");
      if (known) return { answer: known.answer as Answer, isNew: false };
    }
    const at = context.clock.now();
    const answer = await work(trx, at);
    await insertAction(trx, { operator: operator.id, action, subject, modelId, reason, details, key, bodyHash, answer, at });
    return { answer, isNew: true };
  });
  // Loudly enough for a log that is kept elsewhere, where nobody who can write to the database can change it.
  if (done.isNew) context.logger.warn({ operator: operator.id, action, subject, ...(modelId === null ? {} : { modelId }), ...details, reason }, "An operator changed something");
  return done.answer;
}

/** What operators did, the newest first. @throws InvalidCursorError */
export async function listActions(context: ServiceContext, { cursor, limit }: PageQuery): Promise<OperatorActionPage> {
  const [beforeId = null] = cursor === undefined ? [] : decodeCursor(cursor, [NUMBER_PART]);
  const found = await readForOperator(context, (trx) => selectActions(trx, { beforeId, limit: limit + 1 }));
  const { rows, nextCursor } = pageOf(found, limit, ({ id }) => [id]);
  return { success: true, actions: rows.map(showAction), nextCursor };
}

export function showAction({ created_at: at, credits, items, files, ...row }: ActionRow): OperatorActionEntry {
  return { ...row, ...(credits !== null && { credits }), ...(items !== null && { items }), ...(files !== null && { files }), created_at: new Date(at).toISOString() };
}
