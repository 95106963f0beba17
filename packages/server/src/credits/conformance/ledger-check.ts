import { randomUUID } from "node:crypto";
import { withinDeadline } from "../../providers/conformance/within-deadline.ts";
import type { KnownHold, LedgerCaptureAnswer, LedgerHoldAnswer, LedgerReleaseAnswer } from "../external/credit-ledger.ts";
import type { LedgerHook, LedgerUnderTest } from "./ledger-under-test.ts";

/** `because`: which hook it needs. */
export type LedgerCheckOutcome = { kind: "passed" } | { kind: "not_applicable"; because: string };

export interface LedgerCheck {
  /** What a ledger must do, in words; unique. */
  readonly name: string;
  /** @throws AssertionError that says what is wrong with the ledger. */
  run(): Promise<LedgerCheckOutcome>;
}

/** A check before it knows its ledger. */
export interface LedgerCheckPlan {
  readonly name: string;
  readonly hooks: readonly LedgerHook[];
  check(play: LedgerPlay, subject: LedgerUnderTest): Promise<void>;
}

/** The calls as the program makes them, each to end in time. */
export class LedgerPlay {
  readonly subject: LedgerUnderTest;
  private readonly signal: AbortSignal;

  constructor(subject: LedgerUnderTest, signal: AbortSignal = new AbortController().signal) {
    this.subject = subject;
    this.signal = signal;
  }

  user = async (credits: number): Promise<string> => this.subject.user(credits);

  hold(userId: string, amount: number, { key = randomUUID() as string, allowShort = false } = {}): Promise<{ answer: LedgerHoldAnswer; known: KnownHold }> {
    const work = this.subject.ledger.hold({ key, userId, amount, allowShort }, { signal: this.signal });
    return withinDeadline(work, "hold").then((answer) => ({ answer, known: { key, userId, amount, reference: answer.kind === "held" ? (answer.reference ?? null) : null } }));
  }

  capture = (known: KnownHold): Promise<LedgerCaptureAnswer> => withinDeadline(this.subject.ledger.capture(known, { signal: this.signal }), "capture");

  release = (known: KnownHold): Promise<LedgerReleaseAnswer> => withinDeadline(this.subject.ledger.release(known, { signal: this.signal }), "release");

  available = async (userId: string): Promise<number> => (await withinDeadline(this.subject.ledger.balance(userId, { signal: this.signal }), "balance")).available;
}

export const ledgerCheck = (name: string, check: LedgerCheckPlan["check"], hooks: readonly LedgerHook[] = []): LedgerCheckPlan => ({ name, hooks, check });

/** What is known of a hold whose answer never came. */
export const unanswered = (userId: string, amount: number, key: string = randomUUID()): KnownHold => ({ key, userId, amount, reference: null });
