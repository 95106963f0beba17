import type { CreditLedger } from "../src/credits/external/credit-ledger.ts";

type StubCall = "hold" | "capture" | "release" | "balance";

export interface StubHold {
  userId: string;
  amount: number;
  state: "held" | "captured" | "released" | "gone";
  charged: number;
}

/** A billing of the host's that does as the test says; it keeps its books in memory and is honest. */
export interface StubLedger extends CreditLedger {
  readonly holds: Map<string, StubHold>;
  /** Every call that reached it, with its key or user. */
  readonly calls: { call: StubCall; about: string }[];
  /** Runs before each call; throw to be away, or return a promise to be slow. */
  before: ((call: StubCall, about: string) => void | Promise<void>) | null;
  /** Calls of which the answer gets lost, after they were done. */
  readonly losesAnswersTo: Set<StubCall>;
  give(userId: string, credits: number): void;
  /** Everything that was ever charged to a user. */
  charged(userId: string): number;
  available(userId: string): number;
  /** Keys of what is held at this moment. */
  held(): string[];
}

export function createStubLedger(): StubLedger {
  const balances = new Map<string, number>();
  const holds = new Map<string, StubHold>();
  const calls: StubLedger["calls"] = [];
  const of = (userId: string, state: StubHold["state"]) => [...holds.values()].filter((hold) => hold.userId === userId && hold.state === state);
  const sum = (userId: string) => of(userId, "held").reduce((total, { amount }) => total + amount, 0);
  const available = (userId: string) => (balances.get(userId) ?? 0) - sum(userId);

  const stub: StubLedger = {
    name: "stub",
    holds,
    calls,
    before: null,
    losesAnswersTo: new Set(),
    give: (userId, credits) => void balances.set(userId, (balances.get(userId) ?? 0) + credits),
    charged: (userId) => of(userId, "captured").reduce((total, { charged }) => total + charged, 0),
    available,
    held: () => [...holds].filter(([, { state }]) => state === "held").map(([key]) => key),
    hold: ({ key, userId, amount, allowShort }) =>
      answer("hold", key, () => {
        const known = holds.get(key);
        if (known) return known.state === "held" ? { kind: "held", reference: `stub-${key}` } : { kind: "settled" };
        if (amount > available(userId) && !allowShort) return { kind: "insufficient", available: available(userId) };
        holds.set(key, { userId, amount, state: "held", charged: 0 });
        return { kind: "held", reference: `stub-${key}` };
      }),
    capture: ({ key, amount }) =>
      answer("capture", key, () => {
        const hold = holds.get(key);
        if (!hold || hold.state === "gone") return { kind: "no_such_hold" };
        if (hold.state === "released") return { kind: "released" };
        if (hold.state === "held") {
          const charged = Math.max(0, Math.min(amount, balances.get(hold.userId) ?? 0));
          balances.set(hold.userId, (balances.get(hold.userId) ?? 0) - charged);
          Object.assign(hold, { state: "captured", charged });
        }
        return { kind: "captured", charged: hold.charged };
      }),
    release: ({ key, userId, amount }) =>
      answer("release", key, () => {
        const hold = holds.get(key);
        if (hold?.state === "captured") return { kind: "captured", charged: hold.charged };
        holds.set(key, { userId, amount, charged: 0, state: "released" });
        return hold?.state === "held" ? { kind: "released" } : { kind: "no_such_hold" };
      }),
    balance: (userId) => answer("balance", userId, () => ({ available: available(userId) })),
  };

  async function answer<Answer>(call: StubCall, about: string, work: () => Answer): Promise<Answer> {
    await stub.before?.(call, about);
    calls.push({ call, about });
    const result = work();
    if (stub.losesAnswersTo.has(call)) throw new Error("The connection broke off.");
    return result;
  }
  return stub;
}
