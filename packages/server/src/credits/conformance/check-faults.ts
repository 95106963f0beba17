import assert from "node:assert/strict";
import { expectNoSecret, failureOf } from "../../providers/conformance/expect-provider-error.ts";
import { withinDeadline } from "../../providers/conformance/within-deadline.ts";
import { ledgerCheck, LedgerPlay, unanswered, type LedgerCheckPlan } from "./ledger-check.ts";

/** What holds when something goes wrong on the way. */
export const FAULT_CHECKS: readonly LedgerCheckPlan[] = [
  ledgerCheck(
    "throws when the answer to a hold is lost, and gives it back by its key",
    async (play, subject) => {
      const userId = await play.user(10);
      const known = unanswered(userId, 10);
      await subject.loseNextAnswer?.();
      expectNoSecret(await failureOf(play.hold(userId, 10, { key: known.key })), subject.secrets ?? []);
      await play.release(known);
      assert.equal(await play.available(userId), 10, "a hold whose answer was lost must not stay");
    },
    ["loseNextAnswer"],
  ),

  ledgerCheck(
    "charges once when the answer to a capture is lost",
    async (play, subject) => {
      const userId = await play.user(25);
      const { known } = await play.hold(userId, 10);
      await subject.loseNextAnswer?.();
      expectNoSecret(await failureOf(play.capture(known)), subject.secrets ?? []);
      assert.deepEqual(await play.capture(known), { kind: "captured", charged: 10 }, "asked again it must tell the charge");
      assert.equal(await play.available(userId), 15, "10 of 25 credits were charged once");
    },
    ["loseNextAnswer"],
  ),

  ledgerCheck(
    "gives back once when the answer to a release is lost",
    async (play, subject) => {
      const userId = await play.user(25);
      const { known } = await play.hold(userId, 10);
      await subject.loseNextAnswer?.();
      expectNoSecret(await failureOf(play.release(known)), subject.secrets ?? []);
      assert.notEqual((await play.release(known)).kind, "captured", "nothing was charged");
      assert.equal(await play.available(userId), 25, "it is given back once");
    },
    ["loseNextAnswer"],
  ),

  ledgerCheck(
    "throws while its service is away, rather than to answer, and names no secret",
    async (play, subject) => {
      const userId = await play.user(25);
      const { known } = await play.hold(userId, 10);
      for (const work of [() => play.hold(userId, 5), () => play.capture(known), () => play.release(known), () => play.available(userId)]) {
        await subject.failNextRequest?.();
        expectNoSecret(await failureOf(work()), subject.secrets ?? []);
      }
      assert.deepEqual(await play.capture(known), { kind: "captured", charged: 10 }, "what was held before is there afterwards");
    },
    ["failNextRequest"],
  ),

  ledgerCheck(
    "ends at once with the signal's reason when its service does not answer",
    async (play, subject) => {
      const userId = await play.user(25);
      const { known } = await play.hold(userId, 10);
      for (const ask of CALLS) {
        const [stop, reason, before] = [new AbortController(), new Error("it took too long"), subject.countRequests?.() ?? 0];
        await subject.hangNextRequest?.();
        const failure = failureOf(ask(new LedgerPlay(subject, stop.signal), userId, known));
        await withinDeadline(untilAsked(subject, before), "a request");
        stop.abort(reason);
        assert.equal(await failure, reason, "it must fail with the signal's reason");
      }
    },
    ["hangNextRequest", "countRequests"],
  ),

  ledgerCheck(
    "sends nothing after the signal",
    async (play, subject) => {
      const userId = await play.user(25);
      const { known } = await play.hold(userId, 10);
      const before = subject.countRequests?.() ?? 0;
      const reason = new Error("it is not wanted any more");
      for (const ask of CALLS) assert.equal(await failureOf(ask(new LedgerPlay(subject, AbortSignal.abort(reason)), userId, known)), reason, "it must fail with the signal's reason");
      assert.equal(subject.countRequests?.() ?? 0, before, "nothing may be sent then");
    },
    ["countRequests"],
  ),
];

type Asked = (play: LedgerPlay, userId: string, known: ReturnType<typeof unanswered>) => Promise<unknown>;
const CALLS: readonly Asked[] = [(play, userId) => play.hold(userId, 5), (play, _userId, known) => play.capture(known), (play, _userId, known) => play.release(known), (play, userId) => play.available(userId)];

async function untilAsked({ countRequests }: LedgerPlay["subject"], before: number): Promise<void> {
  while (countRequests?.() === before) await new Promise((resolve) => setTimeout(resolve, 5));
}
