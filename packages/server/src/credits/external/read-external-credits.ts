import type { ApiError } from "../../http/api-error.ts";
import type { CreditFigures, CreditsContext } from "../model-credits.ts";
import { callLedger, LedgerUnavailableError, type LedgerContext } from "./call-ledger.ts";
import { selectExternallyHeld } from "./external-hold-repository.ts";

export type ExternalCreditsContext = CreditsContext & LedgerContext;

/** What the ledger can spend for a user, and what it holds for the user's models. @throws LedgerUnavailableError */
export async function readExternalFigures(context: ExternalCreditsContext, userId: string): Promise<CreditFigures> {
  const { available } = await callLedger.balance(context, userId);
  const held = await selectExternallyHeld(context.database, userId);
  return figuresOf(available, held);
}

export const figuresOf = (available: number, held: number): CreditFigures => ({ balance: Math.max(0, available + held), held, available });

/** What a caller is told of a ledger that does not answer; the operator is told in the log. */
export function asUnavailable({ logger, ledger }: ExternalCreditsContext, error: LedgerUnavailableError, message: string): ApiError {
  logger.error({ err: error, ledger: ledger.name }, message);
  return error.toApiError();
}
