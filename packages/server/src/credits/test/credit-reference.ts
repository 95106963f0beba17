import type { PlanType } from "@model-3d/contract";
import type { CreditLimit } from "../credit-service.ts";

export type ReferencePeriod = "day" | "week" | "month";

/** A movement of one user's credits. Times are milliseconds since 1970; models are told by numbers. */
export type CreditStep =
  | { do: "grant"; amount: number; planType: PlanType; startsAt: number | null; expiresAt: number | null; rank: number | null; key?: string }
  | { do: "subscribe"; allowance: number; rollOver: boolean; period: ReferencePeriod }
  | { do: "unsubscribe"; now: boolean }
  | { do: "reset" }
  | { do: "correct"; amount: number; key?: string }
  | { do: "refund"; model: number; amount: number | null }
  | { do: "expire" }
  | { do: "hold"; amount: number; model: number; allowShort: boolean; limits: { user?: CreditLimit; host?: CreditLimit } | null }
  | { do: "capture"; model: number }
  | { do: "release"; model: number; as?: "released" | "expired"; isSpent?: boolean };

export interface ReferenceGrant {
  /** Lower is spent first. */
  rank: number;
  credits: number;
  /** From when it can be spent. */
  starts: number;
  /** When it is no longer there. */
  ends: number;
  /** Of two of a rank the one is spent first whose transaction began first. */
  born: number;
}

export interface ReferencePlan {
  allowance: number;
  rollOver: boolean;
  period: ReferencePeriod;
  anchor: number;
  /** When its period has ended. */
  ends: number;
  endsWithPeriod: boolean;
  grant: ReferenceGrant | null;
}

export interface ReferenceHold {
  amount: number;
  at: number;
  status: "pending" | "captured" | "released" | "expired";
  /** Whether it counts towards limits though it was given back. */
  isSpent: boolean;
  parts: [ReferenceGrant, number][];
  refunded?: number;
}

const RANKS = { subscription: 0, one_time: 1 } as const;
const DAY_MS = 86_400_000;
const sumOf = (grants: readonly ReferenceGrant[]) => grants.reduce((sum, { credits }) => sum + credits, 0);
const chargeOf = ({ parts }: ReferenceHold) => parts.reduce((sum, [, part]) => sum + part, 0);

/** What is held or was charged, and what was given back after a service had been asked for it. */
export const isUsed = ({ status, isSpent }: ReferenceHold) => status === "pending" || status === "captured" || isSpent;

/** The rules of one user's credits in their plainest form: one thing after the other, everything in memory. */
export class CreditReference {
  at = 0;
  /** Given to grants that are made from now on. */
  born = 0;
  grants: ReferenceGrant[] = [];
  plan: ReferencePlan | null = null;
  holds = new Map<number, ReferenceHold>();
  /** What a key stands for, and what was answered. */
  keys = new Map<string, { kind: string; amount: number; answer: string }>();
  /** What came about by the way, in words. */
  seen: string[] = [];

  clone(): CreditReference {
    const copy = new CreditReference();
    Object.assign(copy, { at: this.at, born: this.born, keys: new Map(this.keys) });
    const copies = new Map(this.grants.map((grant) => [grant, { ...grant }]));
    copy.grants = [...copies.values()];
    const copyOf = (grant: ReferenceGrant) => copies.get(grant) ?? grant;
    copy.plan = this.plan && { ...this.plan, grant: this.plan.grant && copyOf(this.plan.grant) };
    for (const [model, hold] of this.holds) copy.holds.set(model, { ...hold, parts: hold.parts.map(([grant, part]) => [copyOf(grant), part]) });
    return copy;
  }

  get total(): number {
    return sumOf(this.grants);
  }
  get held(): number {
    return [...this.holds.values()].reduce((sum, { amount, status }) => sum + (status === "pending" ? amount : 0), 0);
  }
  get available(): number {
    return sumOf(this.grants.filter(({ starts, ends }) => starts <= this.at && ends > this.at)) - this.held;
  }
  /** What counts towards limits since a time. */
  usedSince(time: number): number {
    return [...this.holds.values()].reduce((sum, hold) => sum + (hold.at >= time && isUsed(hold) ? hold.amount : 0), 0);
  }

  /** @param everybody whose holds count for the host's limits. @returns what the caller is told. */
  apply(step: CreditStep, everybody: readonly CreditReference[] = [this]): string {
    switch (step.do) {
      case "grant":
        return this.once(step.key, "grant", step.amount, () => {
          this.give(step.amount, { rank: step.rank ?? RANKS[step.planType], starts: step.startsAt ?? 0, ends: step.expiresAt ?? Infinity });
          return "granted";
        });
      case "subscribe":
        return this.subscribe(step);
      case "unsubscribe":
        return this.unsubscribe(step.now);
      case "reset":
        return this.reset() ? "renewed" : "not due";
      case "expire":
        this.expire();
        return "done";
      case "correct":
        return this.once(step.key, "correction", step.amount, () => this.correct(step.amount));
      case "hold":
        return this.hold(step, everybody);
      case "refund":
        return this.refund(step.amount, this.holds.get(step.model));
      case "release":
        return this.release(this.holds.get(step.model), step);
      case "capture":
        return this.capture(this.holds.get(step.model));
    }
  }

  private once(key: string | undefined, kind: string, amount: number, move: () => string): string {
    const known = key === undefined ? undefined : this.keys.get(key);
    if (known) return known.kind !== kind || known.amount !== amount ? "refused" : kind === "grant" ? "repeated" : known.answer;
    const answer = move();
    if (key !== undefined && answer !== "refused") this.keys.set(key, { kind, amount, answer });
    return answer;
  }

  /** In the order in which they are spent, those that still counted at a time. */
  private spend(amount: number, time: number): [ReferenceGrant, number][] {
    const parts: [ReferenceGrant, number][] = [];
    let left = amount;
    const live = this.grants.filter(({ starts, ends, credits }) => starts <= this.at && ends > time && credits > 0);
    for (const grant of live.sort((one, other) => one.rank - other.rank || one.born - other.born)) {
      const part = Math.min(grant.credits, left);
      grant.credits -= part;
      left -= part;
      if (part > 0) parts.push([grant, part]);
    }
    return parts;
  }

  private give(credits: number, { rank = RANKS.one_time as number, starts = 0, ends = Infinity } = {}): ReferenceGrant {
    const grant = { credits, rank, starts, ends, born: this.born };
    this.grants.push(grant);
    return grant;
  }

  private expire(): void {
    const waits = ({ ends }: ReferenceGrant) => [...this.holds.values()].some(({ status, at }) => status === "pending" && at < ends);
    for (const grant of this.grants.filter(({ ends, credits }) => ends <= this.at && credits > 0)) {
      this.seen.push(waits(grant) ? "a grant that waits for a hold" : "a grant written off");
      if (!waits(grant)) grant.credits = 0;
    }
  }

  /** However many periods have passed: one allowance. */
  private reset(): boolean {
    const { plan, at } = this;
    if (!plan || plan.ends > at) return false;
    if (plan.endsWithPeriod) {
      this.plan = null;
      this.seen.push("a subscription ended");
    } else {
      plan.ends = periodEnd(plan, at);
      const rolls = plan.rollOver && plan.grant?.ends === Infinity;
      this.seen.push(rolls ? "a period that rolled over" : `a new ${plan.period}`);
      if (rolls && plan.grant) plan.grant.credits += plan.allowance;
      else plan.grant = this.give(plan.allowance, { rank: RANKS.subscription, ends: plan.rollOver ? Infinity : plan.ends });
    }
    this.expire();
    return true;
  }

  private subscribe({ allowance, rollOver, period }: Extract<CreditStep, { do: "subscribe" }>): string {
    this.reset();
    if (this.plan) {
      Object.assign(this.plan, { allowance, rollOver, endsWithPeriod: false, period, anchor: period === this.plan.period ? this.plan.anchor : this.plan.ends });
      if (this.plan.grant) this.plan.grant.ends = rollOver ? Infinity : this.plan.ends;
    } else this.plan = { allowance, rollOver, period, anchor: this.at, ends: this.at, endsWithPeriod: false, grant: null };
    this.reset();
    return `until ${this.plan.ends}`;
  }

  private unsubscribe(now: boolean): string {
    this.reset();
    if (!this.plan) return "none";
    this.plan.endsWithPeriod = true;
    if (now) this.plan.ends = Math.min(this.plan.ends, this.at);
    if (this.plan.grant) this.plan.grant.ends = this.plan.ends;
    this.reset();
    return "ended";
  }

  private correct(amount: number): string {
    this.reset();
    if (amount < 0 && -amount > this.available) return "refused";
    if (amount > 0) this.give(amount);
    else this.spend(-amount, this.at);
    return `corrected ${this.available}`;
  }

  private hold({ amount, model, allowShort, limits }: Extract<CreditStep, { do: "hold" }>, everybody: readonly CreditReference[]): string {
    this.reset();
    if (amount > 0 && !allowShort && amount > this.available) return "insufficient";
    for (const [scope, users] of [["user", [this]], ["host", everybody]] as const) {
      for (const period of ["day", "month"] as const) {
        const used = users.reduce((sum, user) => sum + user.usedSince(startOf(period, this.at)), 0);
        if (amount > 0 && used + amount > (limits?.[scope]?.[period] ?? Infinity)) return `limited ${scope} ${period}`;
      }
    }
    this.holds.set(model, { amount, at: this.at, status: "pending", isSpent: false, parts: [] });
    return "held";
  }

  private release(hold: ReferenceHold | undefined, { as = "released", isSpent = false }: Extract<CreditStep, { do: "release" }>): string {
    if (hold?.status !== "pending") return "not_held";
    Object.assign(hold, { status: as, isSpent });
    return "released";
  }

  private capture(hold: ReferenceHold | undefined): string {
    if (hold?.status === "captured") return `already_captured ${chargeOf(hold)}`;
    if (hold?.status !== "pending") return "not_held";
    hold.status = "captured";
    hold.parts = this.spend(hold.amount, hold.at);
    if (hold.parts.some(([{ ends }]) => ends <= this.at)) this.seen.push("a charge to a grant that had expired");
    if (chargeOf(hold) < hold.amount) this.seen.push("a shortfall");
    return `captured ${chargeOf(hold)}`;
  }

  private refund(wanted: number | null, hold: ReferenceHold | undefined): string {
    const charged = hold ? chargeOf(hold) : 0;
    if (!hold || charged === 0) return "refused";
    const amount = wanted ?? charged;
    if (hold.refunded !== undefined) return amount === hold.refunded ? `again ${amount}` : "refused";
    if (amount > charged) return "refused";
    hold.refunded = amount;
    let [left, homeless] = [amount, 0];
    for (const [grant, paid] of hold.parts.toReversed()) {
      const part = Math.min(paid, left);
      left -= part;
      if (grant.ends > this.at) grant.credits += part;
      else homeless += part;
    }
    if (homeless > 0) this.give(homeless);
    if (homeless > 0) this.seen.push("a refund to a new grant");
    return `refunded ${amount}`;
  }
}

/** When the period that is now ends: counted from the anchor, and in a shorter month on its last day. */
function periodEnd({ anchor, period }: ReferencePlan, at: number): number {
  if (period !== "month") {
    const length = period === "day" ? DAY_MS : 7 * DAY_MS;
    return anchor + length * (Math.floor((at - anchor) / length) + 1);
  }
  for (let count = 0; ; count += 1) {
    const end = monthsAfter(anchor, count);
    if (end > at) return end;
  }
}

function monthsAfter(time: number, count: number): number {
  const date = new Date(time);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1);
  const days = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count + 1, 0)).getUTCDate();
  return first + (Math.min(date.getUTCDate(), days) - 1) * DAY_MS + (time % DAY_MS);
}

/** The beginning of a day or a month of UTC. */
export function startOf(period: "day" | "month", time: number): number {
  const date = new Date(time);
  return period === "day" ? time - (time % DAY_MS) : Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}
