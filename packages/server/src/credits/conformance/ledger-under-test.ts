import type { CreditLedger } from "../external/credit-ledger.ts";

/**
 * A ledger, the service behind it, and the situations that the service can be brought into. Hooks may be left out; what cannot be checked without
 * one is told as not applicable. Each check gets one of its own, and closes it.
 */
export interface LedgerUnderTest {
  ledger: CreditLedger;
  /** Makes a user with so many credits, 0 or more. @returns the user's id. */
  user(credits: number): string | Promise<string>;
  /** Keys and passwords: no error may contain one. */
  secrets?: readonly string[];
  /** The next request that changes something is carried out, and its answer lost. */
  loseNextAnswer?(): void | Promise<void>;
  /** The service does not answer its next request at all. */
  hangNextRequest?(): void | Promise<void>;
  /** Requests that the service has received so far. */
  countRequests?(): number;
  /** The service is away for its next request. */
  failNextRequest?(): void | Promise<void>;
  /** Ends the service and what else the test started. */
  close?(): void | Promise<void>;
}

/** The hooks that a check may need. */
export type LedgerHook = Exclude<keyof LedgerUnderTest, "ledger" | "user" | "secrets" | "close">;
