import type { GenerationOptions, View } from "@model-3d/contract";
import { ProviderError, type AsynchronousProvider, type ProviderCall, type ProviderRequest, type TaskReport } from "@model-3d/server";
import { createSamplePhotos } from "@model-3d/server/provider-conformance";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTripoProvider } from "./create-tripo-provider.ts";
import { ANSWERS, API_KEY, playTripo, WEBHOOK_SECRET, type PlayedTripo } from "./test/play-tripo.ts";

const TASK_ID = "ef731ad6-aeb0-4950-9a2e-2298359dfaf8";
const call: ProviderCall = { signal: new AbortController().signal, beforeRequest: async () => {} };
const requestOf = (views: readonly View[], options: GenerationOptions = {}): ProviderRequest => ({ modelId: TASK_ID, views: createSamplePhotos(views), options, webhookUrl: null });

let tripo: PlayedTripo;
let provider: AsynchronousProvider;

beforeAll(async () => {
  tripo = await playTripo();
  provider = createTripoProvider({ apiKey: API_KEY, webhookSecrets: ["whsec_the_next_one", WEBHOOK_SECRET], baseUrl: tripo.url });
});

afterAll(async () => {
  await provider.close();
  await tripo.close();
});

/** What the adapter makes of one recorded answer to a read. */
async function reportOf(answer: unknown, status = 200): Promise<TaskReport> {
  tripo.spoilNext(/^GET \/task\//, { status, answer });
  return provider.readTask({ taskId: TASK_ID }, call);
}

async function refusalOf(answer: unknown, status: number): Promise<ProviderError> {
  tripo.spoilNext(/^POST \/task$/, { status, answer });
  const error = await provider.createTask(requestOf(["front", "back"]), call).catch((thrown: unknown) => thrown);
  if (error instanceof ProviderError) return error;
  throw error;
}

describe("a task", () => {
  it("has the photos in Tripo's places, the empty ones left empty, and every choice said", async () => {
    const { taskId } = await provider.createTask(requestOf(["front", "back", "side", "top"], { pbr: true, targetPolycount: 20_000 }), call);
    const { input } = tripo.task(taskId);
    expect(input).toMatchObject({ type: "multiview_to_model", model_version: "v3.0-20250812", texture: true, pbr: true, face_limit: 20_000 });
    expect(input.files.map(({ file_token: token }) => tripo.uploads.get(token ?? "")?.name ?? null)).toEqual(["front", "side", "back", null]);
    expect(input.files[0]).toEqual({ type: "png", file_token: expect.any(String) });
    expect(input.files[3]).toEqual({});
    const two = tripo.task((await provider.createTask(requestOf(["front", "back"], { texture: false }), call)).taskId);
    expect(two.input).toMatchObject({ texture: false, pbr: false, files: [{ type: "png" }, {}, { type: "png" }, {}] });
    expect(two.input).not.toHaveProperty("face_limit");
  });

  it.each([
    ["queued", { status: "PENDING", queuePlace: 4 }],
    ["running", { status: "IN_PROGRESS", progress: 42 }],
    ["failed", { status: "FAILED", actor: "provider", code: "failed" }],
  ])("that is %s", async (name, report) => {
    expect(await reportOf(ANSWERS[name])).toMatchObject(report);
  });

  it.each([
    ["banned", { status: "FAILED", actor: "user" }],
    ["cancelled", { status: "FAILED", actor: "host" }],
    ["unknown", { status: "FAILED", actor: "provider" }],
    ["expired", { status: "EXPIRED" }],
    ["painted", { status: "IN_PROGRESS", progress: 42 }],
  ])("whose status is the word %s", async (status, report) => {
    expect(await reportOf({ ...ANSWERS.running, data: { ...ANSWERS.running?.data, status } })).toMatchObject(report);
  });

  it("that has succeeded gives files, which stay", async () => {
    expect(await reportOf(ANSWERS.success)).toMatchObject({
      status: "SUCCEEDED",
      filesExpireAt: null,
      files: [
        { kind: "glb", name: "model.glb", contentType: "model/gltf-binary", url: expect.stringMatching(/^https:.*model_pbr\.glb/) },
        { kind: "thumbnail", name: "thumbnail.webp", contentType: "image/webp", url: expect.stringMatching(/^https:/) },
      ],
    });
  });

  it("without files, or with keys of other kinds, is read all the same", async () => {
    expect(await reportOf({ code: 0, data: { status: "success", output: null } })).toMatchObject({ status: "SUCCEEDED", files: [] });
    expect(await reportOf({ code: 0, data: { status: "success", output: { model: 3, rendered_image: "no address" } } })).toMatchObject({ files: [] });
    expect(await reportOf({ code: 0, data: { status: 7, progress: "most" } })).toEqual({ status: "IN_PROGRESS", progress: 0 });
  });

  it("that Tripo does not know is gone", async () => {
    expect(await provider.readTask({ taskId: TASK_ID }, call)).toEqual({ status: "GONE" });
  });
});

describe("a refusal", () => {
  it.each([
    ["limit", 429, { limit: "places", retryable: true, taskFate: "none" }],
    ["contentPolicy", 400, { actor: "user", retryable: false, taskFate: "none" }],
    ["noCredits", 403, { actor: "host", retryable: false, taskFate: "none" }],
    ["invalidVersion", 400, { actor: "host", retryable: false, taskFate: "none" }],
    ["unauthorized", 401, { actor: "host", retryable: false, taskFate: "none" }],
    ["serverError", 500, { actor: "provider", retryable: true, taskFate: "unknown" }],
  ])("by %s says who can do something", async (name, status, expected) => {
    expect(await refusalOf(ANSWERS[name], status)).toMatchObject(expected);
  });

  it.each([[200, null], [200, { code: 0, data: {} }], [202, "taken"], [502, { error: "Bad Gateway" }]])("that cannot be read (%s, %j) leaves open whether a task was made", async (status, answer) => {
    expect(await refusalOf(answer, status)).toMatchObject({ actor: "provider", retryable: true, taskFate: "unknown" });
  });

  it("of a connection that was never there leaves no task", async () => {
    const gone = await playTripo();
    await gone.close();
    const lonely = createTripoProvider({ apiKey: API_KEY, baseUrl: gone.url });
    await expect(lonely.createTask(requestOf(["front"]), call)).rejects.toMatchObject({ code: "connection_lost", taskFate: "none" });
    expect(await lonely.health()).toMatch(/could not be reached/);
  });
});

describe("the webhook", () => {
  it("takes either secret, and reads ends; a word on the balance speaks of no task", () => {
    const { webhook } = provider;
    for (const secret of ["whsec_the_next_one", WEBHOOK_SECRET]) expect(webhook?.verify(tripo.signed(ANSWERS.completedEvent, secret))).toBe(true);
    expect(webhook?.verify(tripo.signed(ANSWERS.completedEvent, "whsec_another"))).toBe(false);
    expect(webhook?.read(tripo.signed(ANSWERS.completedEvent))).toMatchObject({ taskId: TASK_ID, report: { status: "SUCCEEDED", files: [{ kind: "glb" }] } });
    expect(webhook?.read(tripo.signed(ANSWERS.failedEvent))).toMatchObject({ taskId: TASK_ID, report: { status: "FAILED", actor: "user" } });
    expect(webhook?.read(tripo.signed(ANSWERS.balanceEvent))).toBeNull();
    expect(createTripoProvider({ apiKey: API_KEY }).webhook).toBeNull();
  });
});
