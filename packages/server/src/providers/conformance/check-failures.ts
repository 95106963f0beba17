import assert from "node:assert/strict";
import { ProviderError } from "../provider-error.ts";
import type { AsynchronousProvider } from "../provider.ts";
import { ofAsynchronous, type CheckPlan } from "./conformance-check.ts";
import { createSamplePhotos } from "./create-sample-photos.ts";
import { create as createOne } from "./check-tasks.ts";
import { expectNoSecret, expectProviderError, failureOf } from "./expect-provider-error.ts";
import { openCall, openRequest } from "./open-request.ts";
import { withinDeadline } from "./within-deadline.ts";

const MINUTE_MS = 60_000;
const withoutFind = ({ findTasks }: AsynchronousProvider): string | null => (findTasks ? null : "the provider can't list tasks");

/** What holds when something goes wrong, with the task or on the way to the service. */
export const FAILURE_CHECKS: readonly CheckPlan[] = [
  ofAsynchronous("says of a failed task why, in words for the user, and who can do something", { hooks: ["failNextTask", "finish"] }, async (subject) => {
    await subject.failNextTask();
    const handle = await createOne(subject);
    await subject.finish(handle.taskId);
    const report = await subject.provider.readTask(handle, openCall());
    if (report.status !== "FAILED") assert.fail(`a task that has failed must not be ${report.status}`);
    assert.match(report.message, /\w.*[.!?]$/s, "the message must be whole sentences");
    assert.match(report.code, /^\w[\w.-]*$/, "the code must be one word");
    assert.ok(["user", "host", "provider"].includes(report.actor), "the actor must be user, host or provider");
    expectNoSecret(report, subject.secrets ?? []);
  }),

  ofAsynchronous("says GONE of a task that the service does not know", { hooks: ["unknownTask"] }, async ({ provider, unknownTask }) => {
    assert.deepEqual(await provider.readTask(unknownTask, openCall()), { status: "GONE" });
    await provider.cancelTask?.(unknownTask, openCall());
  }),

  ofAsynchronous("leaves the fate of a task open when the answer is lost", { hooks: ["loseNextAnswer"] }, async (subject) => {
    await subject.loseNextAnswer();
    const error = await expectProviderError(withinDeadline(createOne(subject), "the failure"), subject.secrets);
    assert.equal(error.taskFate, "unknown", "the task may have been made and paid: it must not be sent again");
  }),

  ofAsynchronous("finds a task whose answer was lost", { hooks: ["loseNextAnswer"], unless: withoutFind }, async (subject) => {
    const now = (): number => (subject.now?.() ?? new Date()).getTime();
    const from = new Date(now() - MINUTE_MS);
    await subject.loseNextAnswer();
    await failureOf(createOne(subject));
    const found = await subject.provider.findTasks?.({ from, to: new Date(now() + MINUTE_MS) }, openRequest(subject), openCall());
    assert.equal(found?.length, 1, "the one task that was made must be found");
  }),

  ofAsynchronous("says which limit was reached, and that no task was made", { hooks: ["limitNextCreate"] }, async (subject) => {
    await subject.limitNextCreate();
    const error = await expectProviderError(withinDeadline(createOne(subject), "the refusal"), subject.secrets);
    assert.deepEqual({ taskFate: error.taskFate, retryable: error.retryable }, { taskFate: "none", retryable: true }, "a task that was not taken may be sent again");
    assert.notEqual(error.limit, null, "it must say whether it is the rate or the places");
    await createOne(subject);
  }),

  ofAsynchronous("tells the host that its key is refused, and never tells the key", { hooks: ["withWrongKey"] }, async (subject) => {
    const provider = await subject.withWrongKey();
    if (provider.mode !== "asynchronous") assert.fail("it must be the same provider");
    try {
      const create = () => provider.createTask(openRequest(subject), openCall());
      const read = () => provider.readTask(subject.unknownTask ?? { taskId: "task" }, openCall());
      for (const work of [create, read] as (() => Promise<unknown>)[]) {
        const error = await expectProviderError(withinDeadline(work(), "the refusal"), subject.secrets);
        assert.deepEqual({ actor: error.actor, taskFate: error.taskFate, retryable: error.retryable }, { actor: "host", taskFate: "none", retryable: false }, "only the host can correct a key");
      }
      const health = await withinDeadline(provider.health(), "a word on the health");
      assert.notEqual(health, "ok", "with a key that is refused nothing is well");
      expectNoSecret(health, subject.secrets ?? []);
    } finally {
      await provider.close();
    }
  }),

  ofAsynchronous("takes a fault of the service's own for no news of the task", { hooks: ["breakNextRead"] }, async (subject) => {
    const handle = await createOne(subject);
    await subject.breakNextRead();
    const error = await expectProviderError(withinDeadline(subject.provider.readTask(handle, openCall()), "the failure"), subject.secrets);
    assert.deepEqual({ actor: error.actor, retryable: error.retryable }, { actor: "provider", retryable: true }, "it passes by itself");
    assert.ok(["PENDING", "IN_PROGRESS", "SUCCEEDED"].includes((await subject.provider.readTask(handle, openCall())).status), "the task is there as before");
  }),

  ofAsynchronous("makes no task of photos that can't be read", { hooks: ["countRequests"] }, async (subject) => {
    const lost = new Error("the storage is away");
    const views = createSamplePhotos().map((photo) => ({ ...photo, read: () => Promise.reject(lost) }));
    const error = await failureOf(withinDeadline(subject.provider.createTask(openRequest(subject, {}, views), openCall()), "the failure"));
    assert.ok(error === lost || (error instanceof ProviderError && error.taskFate === "none"), "it must pass on what `read` threw, or say that no task was made");
    assert.equal(subject.countRequests(), 0, "nothing is sent of a request that can't be completed");
  }),
];
