import { ERRORS } from "@model-3d/contract";
import type { Outage } from "./restart-in-turn.ts";

export type Json = Record<string, unknown>;

export interface Answer {
  status: number;
  body: Json;
  retryAfter: string | null;
}

/** A request and what came of it; times by `performance.now()`. */
export interface Exchange {
  what: string;
  from: number;
  until: number;
  /** `null` when none came. */
  answer: Answer | null;
  error?: unknown;
}

/** A moment after the database takes connections again, nobody may be told any more that it is away. */
const RECOVERY_MS = 3_000;
/** The slowest that an answer may be, whatever happens; a host's balancer gives up not much later. */
const SLOWEST_MS = 25_000;
const MOST_KEPT = 20;

/** Judges every answer as it comes. */
export class AnswerLog {
  readonly breaches: { rule: string; what: string; details: unknown }[] = [];
  readonly counts = new Map<string, number>();
  slowestMs = 0;
  /** From an outage's end to the end of the last request that was still told of it. */
  slowestRecoveryMs = 0;
  readonly #outages: readonly Outage[];

  constructor(outages: readonly Outage[]) {
    this.#outages = outages;
  }

  breach(rule: string, what: string, details: unknown): void {
    if (this.breaches.length < MOST_KEPT) this.breaches.push({ rule, what, details });
  }

  note({ what, from, until, answer, error }: Exchange): void {
    const tookMs = until - from;
    this.slowestMs = Math.max(this.slowestMs, tookMs);
    const kind = `${what}: ${answer?.status ?? "no answer"}`;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    const details = { tookMs: Math.round(tookMs), outage: this.#outages.findLast((outage) => outage.from <= until)?.mode, ...(answer ?? { error: String(error), cause: String((error as Error | undefined)?.cause ?? "") }) };
    if (tookMs > SLOWEST_MS) this.breach(`an answer comes within ${SLOWEST_MS} ms`, what, details);
    if (!answer) return this.breach("every request is answered", what, details);
    if (answer.status < 500) return;
    if (answer.status !== 503) return this.breach("no 5xx but 503", what, details);
    const { code } = answer.body;
    if (code !== "service_unavailable" || answer.body.message === undefined || ERRORS[code].status !== 503) this.breach("a 503 carries the code of the table", what, details);
    if (!/^\d+$/.test(answer.retryAfter ?? "")) this.breach("a 503 says when to try again", what, details);
    this.#judgeTime(what, { from, until, details });
  }

  /** Whether the database was away at a moment of the request, or had come back only just before it. */
  #judgeTime(what: string, { from, until, details }: { from: number; until: number; details: unknown }): void {
    const outage = this.#outages.findLast((one) => one.from <= until);
    if (outage && outage.until !== Infinity) this.slowestRecoveryMs = Math.max(this.slowestRecoveryMs, from - outage.until);
    if (!outage || from > outage.until + RECOVERY_MS) this.breach("503 only while the database is away", what, details);
  }
}
