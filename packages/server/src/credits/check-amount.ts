/** Largest amount that a single movement may have; the columns are 32-bit integers. */
export const MAX_CREDITS = 2_147_483_647;

/** An amount that is no whole number of credits in the range that the movement allows. */
export class InvalidAmountError extends RangeError {
  override readonly name = "InvalidAmountError";
}

/** @throws InvalidAmountError */
export function checkAmount(amount: number, least: number): void {
  if (Number.isInteger(amount) && amount >= least && amount <= MAX_CREDITS) return;
  throw new InvalidAmountError(`An amount of credits is a whole number from ${least} to ${MAX_CREDITS}, not ${amount}.`);
}
