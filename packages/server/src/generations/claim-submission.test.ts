import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createStubAsyncProvider } from "../../test/stub-async-provider.ts";
import { createSecretMask } from "../logging/secret-mask.ts";
import { resolveModel3DOptions } from "../model-3d-options.ts";
import { findTask, insertTask } from "../providers/provider-tasks.ts";
import type { ServiceContext } from "../service-context.ts";
import { claimSubmission, type ClaimedTask } from "./claim-submission.ts";
import { waitAgain } from "./settle-submission.ts";
import { keepRight, letGo } from "./with-right.ts";

describe("the right to submit, of an account", () => {
  let test: TestDatabase;
  let context: ServiceContext;
  let aheadMs = 0;
  const provider = createStubAsyncProvider();
  beforeEach(async () => {
    aheadMs = 0;
    test = await createTestDatabase({ kind: "postgres" });
    context = { database: test.database, options: resolveModel3DOptions({ authenticate: () => null }), clock: { now: () => new Date(Date.now() + aheadMs) }, secrets: createSecretMask() } as unknown as ServiceContext;
  });
  afterEach(() => test.remove());

  const insert = async (count: number) => {
    const ids = Array.from({ length: count }, () => randomUUID());
    for (const [i, modelId] of ids.entries()) await test.database.asService((trx) => insertTask(trx, { modelId, userId: randomUUID(), provider: provider.name, fallbacks: [], traceparent: null, at: new Date(Date.now() - 10_000 + i) }));
    return ids as [string, ...string[]];
  };
  const claim = async (modelId: string, kind: "submit" | "find_fate"): Promise<ClaimedTask> => {
    const claimed = await claimSubmission(context, provider, modelId);
    if ((claimed.kind !== "submit" && claimed.kind !== "find_fate") || claimed.kind !== kind) throw new Error(`The claim is "${claimed.kind}", not "${kind}".`);
    return claimed.task;
  };

  it("is not taken from the one that has it by one that had it: a process that stood still writes nothing down", async () => {
    const [one, two = "", three = ""] = await insert(3);
    const first = await claim(one, "submit");
    await letGo(context, first);
    const second = await claim(one, "find_fate");
    await waitAgain(context, second, { afterMs: 60_000, error: "none was made", counts: true });
    await claim(two, "submit");
    await waitAgain(context, first, { afterMs: 0, error: "429" });
    expect((await claimSubmission(context, provider, three)).kind).toBe("busy");
  });

  it("is neither prolonged nor let go by one that had it: what that one was about to send stays unsent, and nobody sends beside the one that has it", async () => {
    const [one, two = ""] = await insert(2);
    const first = await claim(one, "submit");
    await letGo(context, first);
    await waitAgain(context, await claim(one, "find_fate"), { afterMs: 60_000, error: "none was made", counts: true });
    await claim(two, "submit");
    expect(await keepRight(context, first)).toBe(false);
    await letGo(context, first);
    expect((await claimSubmission(context, provider, two)).kind).toBe("busy");
  });

  it("is not ended by a late word of an earlier submission of the same model: it is not sent twice at a time", async () => {
    const [modelId] = await insert(1);
    const first = await claim(modelId, "submit");
    await letGo(context, first);
    await waitAgain(context, await claim(modelId, "find_fate"), { afterMs: 0, error: "none was made", counts: true });
    await claim(modelId, "submit");
    await waitAgain(context, first, { afterMs: 0, error: "429" });
    expect((await claimSubmission(context, provider, modelId)).kind).toBe("busy");
  });

  it("stays with whoever has it though another process's clock is an hour ahead", async () => {
    const [modelId] = await insert(1);
    await claim(modelId, "submit");
    aheadMs = 3_600_000;
    expect((await claimSubmission(context, provider, modelId)).kind).toBe("busy");
  });

  it("passes on with word of how long a submission may still be on its way, and of none once it is known to have ended", async () => {
    const [modelId] = await insert(1);
    await letGo(context, await claim(modelId, "submit"));
    const looked = await claimSubmission(context, provider, modelId);
    expect(looked.kind === "find_fate" && looked.onItsWayMs).toBeGreaterThan(context.options.tasks.submissionTimeoutMs - 20_000);
    await test.database.asService((trx) => trx("provider_tasks").update({ submission_ended_at: new Date() }));
    if (looked.kind === "find_fate") await letGo(context, looked.task);
    expect(await claimSubmission(context, provider, modelId)).toMatchObject({ kind: "find_fate", onItsWayMs: 0 });
  });

  it("is given to a model whose wait was set by a clock that has jumped back since", async () => {
    const [modelId] = await insert(1);
    await test.database.asService((trx) => trx("provider_tasks").update({ not_before: new Date(Date.now() + 24 * 3_600_000) }));
    await claim(modelId, "submit");
    expect((await test.database.asService((trx) => findTask(trx, modelId)))?.state).toBe("submitting");
  });
});
