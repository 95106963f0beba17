import type { CreditLedger, LedgerCall } from "../../external/credit-ledger.ts";
import type { LedgerUnderTest } from "../ledger-under-test.ts";

type Faults = Pick<Required<LedgerUnderTest>, "loseNextAnswer" | "hangNextRequest" | "countRequests" | "failNextRequest">;

/** A ledger with a line before it that breaks as the test says, and that ends with the signal. */
export function behindANetwork(ledger: CreditLedger): { ledger: CreditLedger } & Faults {
  let requests = 0;
  let next: "lose" | "hang" | "fail" | null = null;
  const over =
    <Subject, Answer>(call: (subject: Subject, call: LedgerCall) => Promise<Answer>) =>
    async (subject: Subject, { signal }: LedgerCall): Promise<Answer> => {
      signal.throwIfAborted();
      requests += 1;
      const fault = next;
      next = null;
      if (fault === "fail") throw new Error("The service is away.");
      if (fault === "hang") return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      const answer = await call(subject, { signal });
      if (fault === "lose") throw new Error("The connection broke off.");
      return answer;
    };
  return {
    ledger: { name: ledger.name, hold: over(ledger.hold), capture: over(ledger.capture), release: over(ledger.release), balance: over(ledger.balance) },
    loseNextAnswer: () => void (next = "lose"),
    hangNextRequest: () => void (next = "hang"),
    failNextRequest: () => void (next = "fail"),
    countRequests: () => requests,
  };
}
