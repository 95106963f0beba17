/** A movement that a host or an operator asked for and that cannot be made; the message says why and what to do instead. */
export class CreditOperationError extends Error {
  override readonly name = "CreditOperationError";

  static keptElsewhere(ledger: string): CreditOperationError {
    return new CreditOperationError(`The credits of this installation are kept by its own ledger "${ledger}" (\`credits.ledger\`), not in these tables. Make the movement there.`);
  }

  static keyReused(key: string | undefined): CreditOperationError {
    return new CreditOperationError(`The idempotency key "${key}" stood for another movement of this user before. A movement that is told again has the same credits, plan, start, end and rank; use a new key for a new one.`);
  }
}
