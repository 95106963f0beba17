import assert from "node:assert/strict";
import type { View } from "@model-3d/contract";
import type { ProviderResult } from "../provider.ts";
import { ofSynchronous, type CheckPlan, type SynchronousSubject } from "./conformance-check.ts";
import { createSamplePhotos } from "./create-sample-photos.ts";
import { expectFiles, expectGlb } from "./expect-files.ts";
import { expectNoSecret, expectProviderError, failureOf } from "./expect-provider-error.ts";
import { openRequest } from "./open-request.ts";
import { withinDeadline } from "./within-deadline.ts";

/** A model in the process may take its time; that it never ends is found out all the same. */
const RUN_DEADLINE_MS = 120_000;

/** What holds for a provider that makes the model while one waits. */
export const SYNCHRONOUS_CHECKS: readonly CheckPlan[] = [
  ofSynchronous("makes a GLB, in files with names of their own", async (subject) => {
    const { files, warnings } = await run(subject, { onPreview: expectGlb });
    expectFiles(files, subject.provider.capabilities);
    for (const { kind, bytes } of files) {
      assert.ok(bytes.byteLength > 0, "a file must not be empty");
      if (kind === "glb") expectGlb(bytes);
    }
    assert.ok(warnings.every((warning) => /\w.*[.!?]$/s.test(warning)), "the user reads the warnings; they must be sentences");
    expectNoSecret(warnings, subject.secrets ?? []);
  }),

  ofSynchronous("tells progress from 0 to 100 that never goes back, and what is being done", async (subject) => {
    const told: { progress: number; stage: string }[] = [];
    await run(subject, { onProgress: (progress, stage) => told.push({ progress, stage }) });
    assert.ok(told.length > 0, "it must tell progress");
    for (const [index, { progress, stage }] of told.entries()) {
      assert.ok(progress >= (told[index - 1]?.progress ?? 0) && progress <= 100, `the progress must rise from 0 to 100, not ${told.map((one) => one.progress).join(", ")}`);
      assert.ok(stage.trim() !== "", "each step has a name");
    }
  }),

  ofSynchronous("reads the front and no views but those that it looks at", async (subject) => {
    const read: View[] = [];
    const views = (subject.photos ?? createSamplePhotos()).map((photo) => ({ ...photo, read: (signal: AbortSignal) => (read.push(photo.view), photo.read(signal)) }));
    await run(subject, {}, views);
    assert.ok(read.includes("front"), "the front must be looked at");
    const { views: looked } = subject.provider.capabilities;
    assert.deepEqual(read.filter((view) => !looked.includes(view)), [], "views that `capabilities.views` does not name are read for nothing");
  }),

  ofSynchronous("ends at once with the signal's reason", async (subject) => {
    const reason = new Error("the version was deleted");
    const early = AbortSignal.abort(reason);
    assert.equal(await failureOf(withinDeadline(run(subject, { signal: early }), "the end by a signal that came before")), reason, "it must fail with the signal's reason");
    const working = new AbortController();
    const work = run(subject, { signal: working.signal, onProgress: () => working.abort(reason) });
    assert.equal(await failureOf(withinDeadline(work, "the end by a signal within the work", RUN_DEADLINE_MS)), reason, "it must fail with the signal's reason");
  }),

  ofSynchronous("passes on why a photo could not be read", async (subject) => {
    const lost = new Error("the storage is away");
    const views = createSamplePhotos().map((photo) => ({ ...photo, read: () => Promise.reject(lost) }));
    assert.equal(await failureOf(withinDeadline(run(subject, {}, views), "the failure")), lost, "what `read` throws is not the provider's to explain");
  }),

  ofSynchronous("tells the user when photos are none", async (subject) => {
    const views = createSamplePhotos().map((photo) => ({ ...photo, read: () => Promise.resolve(new TextEncoder().encode("no photo")) }));
    const error = await expectProviderError(withinDeadline(run(subject, {}, views), "the refusal"), subject.secrets);
    assert.deepEqual({ actor: error.actor, retryable: error.retryable }, { actor: "user", retryable: false }, "only other photos help, and only the user has them");
  }),
];

interface RunOptions {
  signal?: AbortSignal;
  onProgress?: (progress: number, stage: string) => void;
  onPreview?: (glb: Uint8Array) => void;
}

function run(subject: SynchronousSubject, { signal = new AbortController().signal, onProgress = () => undefined, onPreview = () => undefined }: RunOptions = {}, views?: Parameters<typeof openRequest>[2]): Promise<ProviderResult> {
  return withinDeadline(subject.provider.run(openRequest(subject, {}, views), { signal, onProgress, onPreview }), "the end of a run", RUN_DEADLINE_MS);
}
