import { MAX_CREDITS } from "./check-amount.ts";
import { checkPriceRules } from "./check-price-rules.ts";
import type { CreditLimit } from "./credit-service.ts";
import type { CreditLedger } from "./external/credit-ledger.ts";
import type { CreditPrice } from "./price-generation.ts";
import { refuseUnknownNames } from "./refuse-unknown-names.ts";

/** What generations cost, and what happens when credits run out. */
export interface CreditOptions {
  /** What one generation costs where `price` says nothing else. Default 10. */
  costPerGeneration?: number;
  /** What a generation costs: rules of which the first that fits counts, or a function. It is asked once, before anything is held; that price is what a success is charged. */
  price?: CreditPrice;
  /** At or below this many available credits the user is warned. Default 20. */
  lowAt?: number;
  /**
   * With too few credits: `block` refuses the generation with 402; `allow` runs it, charges what there is when it succeeds, writes the shortfall
   * down and tells the user and the host of it. Default `block`.
   */
  whenInsufficient?: "block" | "allow";
  /** Most credits that may be spent in a day or a month of UTC, by each user and by all users of the host together; the same in every process. Default: no limits. */
  limits?: { user?: CreditLimit; host?: CreditLimit };
  /** A ledger of the host's that keeps the credits in place of our tables, such as its own billing. Prices, limits and the rest hold as they do for ours. */
  ledger?: CreditLedger;
  /** For how long a call of `ledger` is waited for, in milliseconds: 100 to 60,000. Default 10,000. */
  ledgerTimeoutMs?: number;
}

export const CREDIT_DEFAULTS = { costPerGeneration: 10, lowAt: 20, whenInsufficient: "block", ledgerTimeoutMs: 10_000 } as const satisfies CreditOptions;

export interface ResolvedCreditOptions {
  readonly costPerGeneration: number;
  readonly price: CreditPrice | null;
  readonly lowAt: number;
  readonly whenInsufficient: "block" | "allow";
  readonly limits: { readonly user?: CreditLimit; readonly host?: CreditLimit } | null;
  readonly ledger: CreditLedger | null;
  readonly ledgerTimeoutMs: number;
}

const NAMES = ["costPerGeneration", "price", "lowAt", "whenInsufficient", "limits", "ledger", "ledgerTimeoutMs"] as const satisfies readonly (keyof CreditOptions)[];
const SCOPES = ["user", "host"] as const;
const PERIODS = ["day", "month"] as const;
const LEDGER_NAME = /^[a-z][a-z0-9-]{0,31}$/;
const LEDGER_CALLS = ["hold", "capture", "release", "balance"] as const;

const isCredits = (value: unknown) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_CREDITS;

function mustBe(condition: boolean, what: string): void {
  if (!condition) throw new TypeError(`model-3d: ${what}`);
}

/** @throws TypeError with one sentence that names the option. */
export function resolveCreditOptions(options: CreditOptions = {}): ResolvedCreditOptions {
  refuseUnknownNames("credits", options, NAMES);
  const { costPerGeneration = CREDIT_DEFAULTS.costPerGeneration, price = null, lowAt = CREDIT_DEFAULTS.lowAt, whenInsufficient = CREDIT_DEFAULTS.whenInsufficient, limits = null, ledger = null, ledgerTimeoutMs = CREDIT_DEFAULTS.ledgerTimeoutMs } = options;
  mustBe(isCredits(costPerGeneration), `\`credits.costPerGeneration\` must be a whole number from 0 to ${MAX_CREDITS}.`);
  mustBe(isCredits(lowAt), "`credits.lowAt` must be a whole number, 0 or more.");
  mustBe(whenInsufficient === "block" || whenInsufficient === "allow", '`credits.whenInsufficient` must be "block" or "allow".');
  mustBe(price === null || typeof price === "function" || Array.isArray(price), "`credits.price` must be a list of rules or a function.");
  if (Array.isArray(price)) checkPriceRules(price);
  if (limits !== null) checkLimits(limits);
  if (ledger !== null) {
    mustBe(LEDGER_NAME.test(ledger.name), "`credits.ledger.name` must consist of lower-case letters, digits and dashes, at most 32, and begin with a letter.");
    for (const name of LEDGER_CALLS) mustBe(typeof ledger[name] === "function", `\`credits.ledger.${name}\` must be a function.`);
  }
  mustBe(Number.isInteger(ledgerTimeoutMs) && ledgerTimeoutMs >= 100 && ledgerTimeoutMs <= 60_000, "`credits.ledgerTimeoutMs` must be a whole number of milliseconds from 100 to 60,000.");
  return { costPerGeneration, price, lowAt, whenInsufficient, limits, ledger, ledgerTimeoutMs };
}

function checkLimits(limits: NonNullable<CreditOptions["limits"]>): void {
  mustBe(typeof limits === "object", "`credits.limits` must be an object with `user`, `host` or both.");
  refuseUnknownNames("credits.limits", limits, SCOPES);
  for (const scope of SCOPES) {
    const limit: CreditLimit | undefined = limits[scope];
    if (limit === undefined) continue;
    mustBe(typeof limit === "object" && limit !== null, `\`credits.limits.${scope}\` must be an object with \`day\`, \`month\` or both.`);
    refuseUnknownNames(`credits.limits.${scope}`, limit, PERIODS);
    for (const period of PERIODS) {
      const credits = limit[period];
      mustBe(credits === undefined || (Number.isSafeInteger(credits) && credits >= 0), `\`credits.limits.${scope}.${period}\` must be a whole number of credits, 0 or more.`);
    }
  }
}
