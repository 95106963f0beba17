import { CreditOperationError } from "./credit-operation-error.ts";

const MAX_KEY_CHARACTERS = 255;

/** Why a movement by hand is made, and who decided it, without blanks around them. @throws CreditOperationError when one of them is missing. */
export function explainMovement({ reason, actor }: { reason: string; actor: string }): { reason: string; actor: string } {
  if (!reason?.trim() || !actor?.trim()) throw new CreditOperationError("A movement by hand needs a reason and an actor: say why, and who decided it.");
  return { reason: reason.trim(), actor: actor.trim() };
}

/** The same of credits that are given, by a program of the host's as well, which needs no name. @throws CreditOperationError */
export function explainGrant({ reason, actor }: { reason: string; actor?: string | undefined }): { reason: string; actor: string | null } {
  if (!reason?.trim()) throw new CreditOperationError("A grant needs a reason: say why, for the ledger.");
  if (actor !== undefined && !actor?.trim()) throw new CreditOperationError("The actor of a grant must be a name, or left out.");
  return { reason: reason.trim(), actor: actor?.trim() ?? null };
}

/** @throws CreditOperationError for a key that names nothing, under which a second movement would be lost. */
export function checkKey(key: string | undefined): void {
  if (key === undefined || (typeof key === "string" && key.trim() !== "" && key.length <= MAX_KEY_CHARACTERS)) return;
  throw new CreditOperationError(`An idempotency key is a text of 1 to ${MAX_KEY_CHARACTERS} characters that names the movement, such as the id of a payment; leave it out where there is none.`);
}
