import { conformanceChecks, type ProviderUnderTest } from "@model-3d/server/provider-conformance";
import { afterAll, describe, expect, it } from "vitest";
import { createTripoProvider } from "./create-tripo-provider.ts";
import { ANSWERS, API_KEY, playTripo, WEBHOOK_SECRET } from "./test/play-tripo.ts";

const WRONG_KEY = "tsk_that_is_wrong";

async function open(): Promise<ProviderUnderTest> {
  const tripo = await playTripo();
  const createProvider = (apiKey: string) => createTripoProvider({ apiKey, webhookSecrets: [WEBHOOK_SECRET], baseUrl: tripo.url });
  return {
    provider: createProvider(API_KEY),
    secrets: [API_KEY, WRONG_KEY, WEBHOOK_SECRET],
    countRequests: () => tripo.requests.length,
    seenViews: (taskId, photos) =>
      tripo.task(taskId).input.files.flatMap(({ file_token: token }) => {
        const bytes = tripo.uploads.get(token ?? "")?.bytes;
        return bytes ? [photos.find((photo) => Buffer.compare(photo.bytes, bytes) === 0)?.view ?? null] : [];
      }),
    advance(taskId) {
      const task = tripo.task(taskId);
      if (task.status === "running") task.progress += 20;
      task.status = task.progress >= 100 ? "success" : "running";
    },
    finish: (taskId) => void Object.assign(tripo.task(taskId), { status: tripo.task(taskId).willFail ? "failed" : "success", progress: 100 }),
    failNextTask: () => void (tripo.willFail = true),
    unknownTask: { taskId: "ef731ad6-aeb0-4950-9a2e-2298359dfaf8" },
    loseNextAnswer: () => tripo.spoilNext(/^POST \/task$/, "cut"),
    limitNextCreate: () => tripo.spoilNext(/^POST \/task$/, { status: 429, answer: ANSWERS.limit }),
    hangNextRequest: () => tripo.spoilNext(/./, "hang"),
    breakNextRead: () => tripo.spoilNext(/^GET \/task\//, { status: 500, answer: ANSWERS.serverError }),
    withWrongKey: () => createProvider(WRONG_KEY),
    download: async ({ url }) => new Uint8Array(await (await fetch(url)).arrayBuffer()),
    webhook: {
      proofHeader: "tripo-webhook-signature",
      deliver: (taskId) => tripo.signed({ ...ANSWERS.completedEvent, data: { ...ANSWERS.completedEvent?.data, task_id: taskId } }),
    },
    close: () => tripo.close(),
  };
}

describe("the Tripo example conforms", () => {
  const outcomes = new Map<string, string>();

  for (const { name, run } of conformanceChecks(open)) {
    it(name, async () => {
      const outcome = await run();
      if (outcome.kind === "not_applicable") outcomes.set(name, outcome.because);
    });
  }

  afterAll(() => {
    const left = [...outcomes].filter(([, because]) => because !== "the provider is asynchronous");
    expect(left).toEqual([
      ["finds a task by the time at which it was made", "the provider can't list tasks"],
      ["cancels a task, and does so again without an error", "the provider can't cancel"],
      ["streams reports until the end, and then stops", "the provider has no stream"],
      ["finds a task whose answer was lost", "the provider can't list tasks"],
    ]);
  });
});
