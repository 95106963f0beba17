import assert from "node:assert/strict";
import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { ProviderError } from "../provider-error.ts";
import type { AsynchronousProvider, ProviderCall, TaskHandle } from "../provider.ts";
import { create } from "./check-tasks.ts";
import { ofAsynchronous, type AsynchronousSubject, type CheckPlan } from "./conformance-check.ts";
import { failureOf } from "./expect-provider-error.ts";
import { openCall, openRequest } from "./open-request.ts";
import { withinDeadline } from "./within-deadline.ts";

const MINUTE_MS = 60_000;
const TURN_MS = 20;
const MANY = 10;

/** How requests are sent: each by its turn, none after the signal. */
export const REQUEST_CHECKS: readonly CheckPlan[] = [
  ofAsynchronous("awaits its turn before each request, and sends no other", { hooks: ["countRequests"] }, async (subject) => {
    for (const { what, work } of await everyOperation(subject)) {
      const before = subject.countRequests();
      let turns = 0;
      let isEarly = false;
      const beforeRequest = async (): Promise<void> => {
        // A provider that does not wait for its turn has sent its request by then.
        await pause(TURN_MS);
        isEarly ||= subject.countRequests() - before > turns;
        turns += 1;
      };
      await withinDeadline(work(openCall(undefined, beforeRequest)), what);
      assert.equal(isEarly, false, `${what} sends requests before their turn has come`);
      const sent = subject.countRequests() - before;
      assert.equal(sent, turns, `${what} takes ${turns} turns and sends ${sent} requests`);
      assert.ok(sent > 0, `${what} must ask the service`);
    }
  }),

  ofAsynchronous("sends nothing when its turn is refused", { hooks: ["countRequests"] }, async (subject) => {
    const refused = new Error("the database is away");
    for (const { what, work } of await everyOperation(subject)) {
      const before = subject.countRequests();
      const error = await failureOf(withinDeadline(work(openCall(undefined, () => Promise.reject(refused))), what));
      assert.equal(error, refused, `${what} must fail with what \`beforeRequest\` threw`);
      assert.equal(subject.countRequests(), before, `${what} must send nothing`);
    }
  }),

  ofAsynchronous("sends nothing after the signal, and fails with its reason", { hooks: ["countRequests"] }, async (subject) => {
    const reason = new Error("the version was deleted");
    for (const { what, work } of await everyOperation(subject)) {
      const before = subject.countRequests();
      assert.equal(await failureOf(withinDeadline(work(openCall(AbortSignal.abort(reason))), what)), reason, `${what} must fail with the signal's reason`);
      const late = new AbortController();
      assert.equal(await failureOf(withinDeadline(work(openCall(late.signal, async () => late.abort(reason))), what)), reason, `${what} must look at the signal after its turn too`);
      assert.equal(subject.countRequests(), before, `${what} must send nothing`);
    }
  }),

  ofAsynchronous("asks the service for its health once, however many ask", { hooks: ["countRequests"] }, async ({ provider, countRequests }) => {
    const before = countRequests();
    await withinDeadline(Promise.all(Array.from({ length: MANY }, () => provider.health())), "a word on the health");
    assert.ok(countRequests() - before <= 1, "anyone may ask for the health of a server; the service must not hear of each");
  }),

  ofAsynchronous("ends at once by the signal when the service does not answer", { hooks: ["hangNextRequest", "countRequests"] }, async (subject) => {
    const reason = new Error("the server shuts down");
    const handle = await create(subject);
    const operations: { what: string; work: (call: ProviderCall) => Promise<unknown> }[] = [
      { what: "readTask", work: (call) => subject.provider.readTask(handle, call) },
      { what: "createTask", work: (call) => subject.provider.createTask(openRequest(subject), call) },
    ];
    for (const { what, work } of operations) {
      const before = subject.countRequests();
      await subject.hangNextRequest();
      const stopped = new AbortController();
      const failure = failureOf(work(openCall(stopped.signal)));
      await withinDeadline(arrived(() => subject.countRequests() > before), `the request of ${what}`);
      stopped.abort(reason);
      const error = await withinDeadline(failure, `the end of ${what} by the signal`);
      const isOpen = error instanceof ProviderError && error.taskFate === "unknown";
      assert.ok(error === reason || (what === "createTask" && isOpen), `${what} must fail with the signal's reason${what === "createTask" ? ", or say that the task's fate is unknown" : ""}`);
    }
  }),
];

async function arrived(isThere: () => boolean): Promise<void> {
  while (!isThere()) await nextTurn();
}

interface Operation {
  what: keyof AsynchronousProvider;
  work(call: ProviderCall): Promise<unknown>;
}

/** Everything that asks the service, by a task that is there. */
async function everyOperation(subject: AsynchronousSubject): Promise<Operation[]> {
  const { provider } = subject;
  const handle = await create(subject);
  const now = (subject.now?.() ?? new Date()).getTime();
  const window = { from: new Date(now - MINUTE_MS), to: new Date(now + MINUTE_MS) };
  const operations: Operation[] = [
    { what: "createTask", work: (call) => provider.createTask(openRequest(subject), call) },
    { what: "readTask", work: (call) => provider.readTask(handle, call) },
  ];
  if (provider.findTasks) operations.push({ what: "findTasks", work: async (call) => provider.findTasks?.(window, openRequest(subject), call) });
  if (provider.streamTask) operations.push({ what: "streamTask", work: (call) => firstReport(provider, handle, call) });
  if (provider.cancelTask) operations.push({ what: "cancelTask", work: async (call) => provider.cancelTask?.(handle, call) });
  return operations;
}

/** Opens a stream and leaves it after its first word. */
async function firstReport(provider: AsynchronousProvider, handle: TaskHandle, call: ProviderCall): Promise<void> {
  for await (const _report of provider.streamTask?.(handle, call) ?? []) return;
}
