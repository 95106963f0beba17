import type { CreditLedger, KnownHold, LedgerCall, LedgerHold } from "@model-3d/server";

export interface StripeLedgerOptions {
  /** `sk_…`, or a restricted key that may write customers. */
  apiKey: string;
  /** The Stripe customer of a user of yours, `cus_…`; null where there is none. */
  customerOf(userId: string): string | null | Promise<string | null>;
  /** Of the customers' balances, in lower case. Default `usd`. */
  currency?: string;
  /** What a credit is, in the smallest unit of the currency. Default 1. */
  unitsPerCredit?: number;
  /** An origin, for tests. Default `https://api.stripe.com`. */
  baseUrl?: string;
}

/** A customer balance transaction, as far as it is read here. A positive amount is a debit; a balance below 0 is what the customer has. */
interface Transaction {
  id: string;
  amount: number;
  ending_balance: number;
  metadata: Record<string, string>;
}

/** Pinned, so that answers do not change by themselves. */
const API_VERSION = "2025-06-30.basil";
const KEY = "model_3d_key";
const STATE = "model_3d_state";
const PAGE = 100;

/**
 * Credits as the balance of Stripe customers: what a customer has been credited (a negative `balance`) is what the user can spend.
 *
 * Stripe knows no holds. So a hold is a debit at once, named in its metadata; a release is a credit of the same amount; a capture moves nothing
 * and is written into the metadata of the debit. Stripe adds transactions of a customer one after another and says the balance after each: a
 * debit that takes the balance above 0 was too much, and is credited again. Whoever asks at that moment may be refused though there would have
 * been enough a moment later, and nobody spends what is not there. `whenInsufficient: "allow"` has no effect: such a hold is insufficient.
 *
 * A balance is applied to the customer's next invoice by itself: use customers that have no invoices in this currency, or do not want them paid so.
 *
 * Written from https://docs.stripe.com/api/customer_balance_transactions (create, list, update), /api/idempotent_requests and /api/errors.
 * Stripe forgets an `Idempotency-Key` after a day or later, and gives a fault that it had again until then: what was done is therefore read
 * from the list of transactions, by the key in their metadata, and the header only keeps two requests at once apart.
 */
export function createStripeLedger({ apiKey, customerOf, currency = "usd", unitsPerCredit = 1, baseUrl = "https://api.stripe.com" }: StripeLedgerOptions): CreditLedger {
  async function ask<Answer>(path: string, { signal }: LedgerCall, form?: Record<string, string>, idempotencyKey?: string): Promise<Answer> {
    signal.throwIfAborted();
    const headers = { authorization: `Bearer ${apiKey}`, "stripe-version": API_VERSION, ...(idempotencyKey ? { "idempotency-key": idempotencyKey } : {}) };
    let response: Response;
    let body: { error?: { type?: unknown; code?: unknown } };
    try {
      response = await fetch(`${baseUrl}/v1/customers/${path}`, { headers, redirect: "error", signal, ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}) });
      body = (await response.json()) as typeof body;
    } catch (cause) {
      signal.throwIfAborted();
      throw new Error("Stripe could not be reached, or broke off.", { cause });
    }
    // Its own words may repeat what it was sent; the type and the code are enough to look them up.
    if (!response.ok) throw new Error(`Stripe answered ${response.status} (${String(body.error?.type)}, ${String(body.error?.code)}).`);
    return body as Answer;
  }

  /** The debit of a hold and, where it was given back, the credit; the newest transactions come first, so the credit is met before its debit. */
  async function find(customer: string, key: string, call: LedgerCall): Promise<{ debit: Transaction | null; credit: Transaction | null }> {
    let credit: Transaction | null = null;
    for (let after = ""; ; ) {
      const page = await ask<{ data: Transaction[]; has_more: boolean }>(`${customer}/balance_transactions?limit=${PAGE}${after}`, call);
      for (const transaction of page.data) {
        if (transaction.metadata[KEY] !== key) continue;
        if (transaction.amount > 0) return { debit: transaction, credit };
        credit = transaction;
      }
      const last = page.data.at(-1);
      if (!page.has_more || !last) return { debit: null, credit };
      after = `&starting_after=${last.id}`;
    }
  }

  const move = (customer: string, key: string, amount: number, call: LedgerCall): Promise<Transaction> =>
    ask(`${customer}/balance_transactions`, call, { amount: String(amount), currency, description: "3D model", [`metadata[${KEY}]`]: key }, `model-3d-${amount > 0 ? "hold" : "release"}-${key}`);

  const units = ({ amount }: LedgerHold): number => amount * unitsPerCredit;
  const creditsOf = (amount: number): number => Math.floor(amount / unitsPerCredit);
  const isCaptured = ({ metadata }: Transaction): boolean => metadata[STATE] === "captured";

  return {
    name: "stripe",
    async hold(hold, call) {
      const customer = await customerOf(hold.userId);
      if (customer === null) return { kind: "insufficient", available: 0 };
      // The answer may be one from before, so what has become of the debit is read.
      await move(customer, hold.key, units(hold), call);
      const { debit, credit } = await find(customer, hold.key, call);
      if (!debit) throw new Error("Stripe does not list a transaction that it has made.");
      if (debit.ending_balance > 0) {
        if (!credit) await move(customer, hold.key, -debit.amount, call);
        return { kind: "insufficient", available: Math.max(0, creditsOf(debit.amount - debit.ending_balance)) };
      }
      return credit || isCaptured(debit) ? { kind: "settled" } : { kind: "held", reference: debit.id };
    },

    async capture({ key, userId }: KnownHold, call) {
      const customer = await customerOf(userId);
      const { debit, credit } = customer === null ? { debit: null, credit: null } : await find(customer, key, call);
      if (customer === null || !debit) return { kind: "no_such_hold" };
      if (credit) return { kind: "released" };
      if (!isCaptured(debit)) await ask(`${customer}/balance_transactions/${debit.id}`, call, { [`metadata[${STATE}]`]: "captured" });
      return { kind: "captured", charged: creditsOf(debit.amount) };
    },

    async release(hold: KnownHold, call) {
      const customer = await customerOf(hold.userId);
      if (customer === null) return { kind: "no_such_hold" };
      const { debit, credit } = await find(customer, hold.key, call);
      if (credit) return { kind: "released" };
      if (debit && isCaptured(debit)) return { kind: "captured", charged: creditsOf(debit.amount) };
      // One that is still on its way must not hold when it arrives: it is made here, under the same key, and given back.
      const made = debit ?? (await move(customer, hold.key, units(hold), call));
      await move(customer, hold.key, -made.amount, call);
      return { kind: debit ? "released" : "no_such_hold" };
    },

    async balance(userId, call) {
      const customer = await customerOf(userId);
      if (customer === null) return { available: 0 };
      const { balance = 0 } = await ask<{ balance?: number }>(customer, call);
      return { available: Math.max(0, creditsOf(-balance)) };
    },

    secrets: () => [apiKey],
  };
}
