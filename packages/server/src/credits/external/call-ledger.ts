import { z } from "zod";
import { ApiError } from "../../http/api-error.ts";
import type { ServiceContext } from "../../service-context.ts";
import { MAX_CREDITS } from "../check-amount.ts";
import type { CreditLedger, KnownHold, LedgerCaptureAnswer, LedgerHold, LedgerHoldAnswer, LedgerReleaseAnswer } from "./credit-ledger.ts";

const MAX_REFERENCE_CHARACTERS = 500;

const credits = z.int().min(-MAX_CREDITS).max(MAX_CREDITS);
const charged = z.int().min(0).max(MAX_CREDITS);
const holdAnswer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("held"), reference: z.string().min(1).max(MAX_REFERENCE_CHARACTERS).nullish() }),
  z.object({ kind: z.literal("insufficient"), available: credits }),
  z.object({ kind: z.literal("settled") }),
]);
const captureAnswer = z.discriminatedUnion("kind", [z.object({ kind: z.literal("captured"), charged }), z.object({ kind: z.literal("no_such_hold") }), z.object({ kind: z.literal("released") })]);
const releaseAnswer = z.discriminatedUnion("kind", [z.object({ kind: z.literal("released") }), z.object({ kind: z.literal("no_such_hold") }), z.object({ kind: z.literal("captured"), charged })]);
const balanceAnswer = z.object({ available: credits });

/** A ledger whose answer did not come, or is none: nobody knows whether it has done what it was asked. */
export class LedgerUnavailableError extends Error {
  override readonly name = "LedgerUnavailableError";

  /** What the user is told of it. */
  toApiError(): ApiError {
    return new ApiError("credits_unavailable", undefined, {}, { cause: this });
  }
}

export type LedgerContext = Pick<ServiceContext, "metrics" | "options"> & { readonly ledger: CreditLedger };

/** The calls of a host's ledger: each ends in time whatever the ledger does, and answers in the form that was agreed. @throws LedgerUnavailableError */
export const callLedger = {
  async hold(context: LedgerContext, hold: LedgerHold & { allowShort: boolean }): Promise<LedgerHoldAnswer> {
    return call(context, "hold", holdAnswer, (signal) => context.ledger.hold(hold, { signal }));
  },
  async capture(context: LedgerContext, hold: KnownHold): Promise<LedgerCaptureAnswer> {
    const atMost = captureAnswer.refine((answer) => answer.kind !== "captured" || answer.charged <= hold.amount, "more was charged than was held");
    return call(context, "capture", atMost, (signal) => context.ledger.capture(hold, { signal }));
  },
  async release(context: LedgerContext, hold: KnownHold): Promise<LedgerReleaseAnswer> {
    return call(context, "release", releaseAnswer, (signal) => context.ledger.release(hold, { signal }));
  },
  async balance(context: LedgerContext, userId: string): Promise<{ available: number }> {
    return call(context, "balance", balanceAnswer, (signal) => context.ledger.balance(userId, { signal }));
  },
};

async function call<Answer>({ ledger, options, metrics }: LedgerContext, what: "hold" | "capture" | "release" | "balance", form: z.ZodType<Answer>, ask: (signal: AbortSignal) => Promise<unknown>): Promise<Answer> {
  try {
    const answer = form.parse(await withinTime(options.credits.ledgerTimeoutMs, ask));
    metrics.count("ledger_calls", { ledger: ledger.name, call: what, result: kindOf(answer) });
    return answer;
  } catch (cause) {
    metrics.count("ledger_calls", { ledger: ledger.name, call: what, result: "unknown" });
    throw new LedgerUnavailableError(`The credit ledger "${ledger.name}" did not answer \`${what}\` as it should.`, { cause });
  }
}

const kindOf = (answer: unknown): string => (typeof answer === "object" && answer !== null && "kind" in answer ? String(answer.kind) : "told");

/** A ledger that does not heed the signal is left behind. */
async function withinTime<Answer>(timeoutMs: number, ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const reason = new Error(`There was no answer within ${timeoutMs} ms.`);
      ending.abort(reason);
      reject(reason);
    }, timeoutMs);
  });
  try {
    return await Promise.race([ask(ending.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
