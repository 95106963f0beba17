import assert from "node:assert/strict";
import type { AsynchronousProvider, TaskHandle, TaskReport } from "../provider.ts";
import { ofAsynchronous, type AsynchronousSubject, type CheckPlan } from "./conformance-check.ts";
import { createSamplePhotos } from "./create-sample-photos.ts";
import { expectAddresses, expectFiles, expectGlb } from "./expect-files.ts";
import { expectNoSecret } from "./expect-provider-error.ts";
import { isFinal, openCall, openRequest } from "./open-request.ts";
import { withinDeadline } from "./within-deadline.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MAX_STEPS = 100;
const MAX_ID_CHARACTERS = 200;

const withoutCancel = ({ capabilities }: AsynchronousProvider): string | null => (capabilities.cancel ? null : "the provider can't cancel");
const withoutFind = ({ findTasks }: AsynchronousProvider): string | null => (findTasks ? null : "the provider can't list tasks");
const withoutStream = ({ streamTask }: AsynchronousProvider): string | null => (streamTask ? null : "the provider has no stream");

/** What holds for the life of a task, when all goes well. */
export const TASK_CHECKS: readonly CheckPlan[] = [
  ofAsynchronous("gives each task an id of its own, and knows it from then on", { hooks: [] }, async (subject) => {
    const handles = [await create(subject), await create(subject)];
    for (const { taskId } of handles) assert.ok(/^[\x21-\x7e]+$/.test(taskId) && taskId.length <= MAX_ID_CHARACTERS, `a task's id must be a short text without spaces, not ${JSON.stringify(taskId)}`);
    assert.notEqual(handles[0]?.taskId, handles[1]?.taskId, "two tasks have two ids");
    for (const handle of handles) {
      const { status } = await subject.provider.readTask(JSON.parse(JSON.stringify(handle)) as TaskHandle, openCall());
      assert.ok(["PENDING", "IN_PROGRESS", "SUCCEEDED"].includes(status), `a task that was just made, by a handle that was stored, must not be ${status}`);
    }
  }),

  ofAsynchronous("sends the views that it looks at in its own order, the front first", { hooks: ["seenViews"] }, async (subject) => {
    const photos = subject.photos ?? createSamplePhotos();
    const { taskId } = await create(subject);
    const known = await Promise.all(photos.map(async ({ view, read }) => ({ view, bytes: await read(new AbortController().signal) })));
    const { views, maxViews } = subject.provider.capabilities;
    const expected = views.filter((view) => photos.some((photo) => photo.view === view)).slice(0, maxViews);
    assert.deepEqual(await subject.seenViews(taskId, known), expected, "the service must get these views in this order");
  }),

  ofAsynchronous("leads to a success with files that can be fetched", { hooks: ["finish"] }, async (subject) => {
    const report = await succeed(subject);
    const { capabilities, fileOrigins } = subject.provider;
    expectFiles(report.files, capabilities);
    expectAddresses(report.files, fileOrigins);
    const { filesExpireAt, cost } = report;
    if (capabilities.fileLifeMs !== null) assert.ok(filesExpireAt !== null && filesExpireAt > now(subject), "files that do not stay must say when they go, and not be gone already");
    if (cost) assert.ok(Number.isFinite(cost.amount) && cost.amount >= 0 && cost.unit.trim() !== "", "a cost must have an amount from 0 and a unit");
    expectNoSecret(report, subject.secrets ?? []);
  }),

  ofAsynchronous("leads to a GLB whose bytes are one", { hooks: ["finish", "download"] }, async (subject) => {
    const glb = (await succeed(subject)).files.find(({ kind }) => kind === "glb");
    if (!glb) assert.fail("a success needs a file of the kind glb");
    expectGlb(await withinDeadline(subject.download(glb), "a download"));
  }),

  ofAsynchronous("says the same of a task that has ended, however often it is asked", { hooks: ["finish"] }, async (subject) => {
    const handle = await create(subject);
    await subject.finish(handle.taskId);
    const [first, second] = [await subject.provider.readTask(handle, openCall()), await subject.provider.readTask(handle, openCall())];
    const named = (report: TaskReport) => (report.status === "SUCCEEDED" ? report.files.map(({ kind, name, contentType }) => ({ kind, name, contentType })) : report);
    assert.deepEqual([second.status, named(second)], [first.status, named(first)]);
  }),

  ofAsynchronous("tells progress from 0 to 100 that never goes back", { hooks: ["advance"] }, async (subject) => {
    const handle = await create(subject);
    const told: number[] = [];
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const report = await subject.provider.readTask(handle, openCall());
      if (isFinal(report.status)) break;
      if (report.status === "PENDING" && report.queuePlace !== null) assert.ok(Number.isInteger(report.queuePlace) && report.queuePlace >= 0, "a place in the queue counts from 0");
      if (report.status === "IN_PROGRESS") told.push(report.progress);
      await subject.advance(handle.taskId);
    }
    assert.ok(told.length > 0, "there must be progress before the end");
    for (const [index, progress] of told.entries()) assert.ok(progress >= (told[index - 1] ?? 0) && progress <= 100, `the progress must rise from 0 to 100, not ${told.join(", ")}`);
  }),

  ofAsynchronous("finds a task by the time at which it was made", { hooks: [], unless: withoutFind }, async (subject) => {
    const before = now(subject).getTime();
    const handle = await create(subject);
    const request = openRequest(subject);
    const find = (from: number, to: number) => subject.provider.findTasks?.({ from: new Date(from), to: new Date(to) }, request, openCall()) ?? Promise.resolve([]);
    const found = (await find(before - MINUTE_MS, now(subject).getTime() + MINUTE_MS)).filter((task) => task.handle.taskId === handle.taskId);
    assert.equal(found.length, 1, "the task that was just made must be found, once");
    assert.ok(Math.abs((found[0]?.createdAt.getTime() ?? 0) - before) <= MINUTE_MS, "the time at which it was made must be about now");
    const earlier = await find(before - 2 * DAY_MS, before - DAY_MS);
    assert.deepEqual(earlier.filter((task) => task.handle.taskId === handle.taskId), [], "it must not be found in a time before it was made");
  }),

  ofAsynchronous("cancels a task, and does so again without an error", { hooks: [], unless: withoutCancel }, async (subject) => {
    const handle = await create(subject);
    await subject.provider.cancelTask?.(handle, openCall());
    await subject.provider.cancelTask?.(handle, openCall());
    const { status } = await subject.provider.readTask(handle, openCall());
    assert.ok(["GONE", "FAILED", "EXPIRED"].includes(status), `a cancelled task must not be ${status}`);
  }),

  ofAsynchronous("streams reports until the end, and then stops", { hooks: ["finish"], unless: withoutStream }, async (subject) => {
    const handle = await create(subject);
    const stopped = new AbortController();
    const told: TaskReport[] = [];
    const listen = async (): Promise<void> => {
      for await (const report of subject.provider.streamTask?.(handle, openCall(stopped.signal)) ?? []) {
        if (told.push(report) === 1) void subject.finish(handle.taskId);
      }
    };
    try {
      await withinDeadline(listen(), "the end of the stream after the end of the task");
    } finally {
      stopped.abort();
    }
    assert.equal(told.at(-1)?.status, "SUCCEEDED", "the last report of a stream is the task's end");
    assert.equal(told.filter(({ status }) => isFinal(status)).length, 1, "the end is told once");
    const last = told.at(-1);
    if (last?.status === "SUCCEEDED") expectFiles(last.files, subject.provider.capabilities);
  }),
];

export async function create(subject: AsynchronousSubject): Promise<TaskHandle> {
  return withinDeadline(subject.provider.createTask(openRequest(subject), openCall()), "the answer to a task");
}

async function succeed(subject: AsynchronousSubject<"finish">): Promise<Extract<TaskReport, { status: "SUCCEEDED" }>> {
  const handle = await create(subject);
  await subject.finish(handle.taskId);
  const report = await subject.provider.readTask(handle, openCall());
  if (report.status !== "SUCCEEDED") assert.fail(`a task that has succeeded must not be ${JSON.stringify(report)}`);
  return report;
}

const now = ({ now: time }: AsynchronousSubject): Date => time?.() ?? new Date();
