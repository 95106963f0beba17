import { generateAnswerSchema, generationStatusSchema, modelEntryAnswerSchema } from "@model-3d/contract";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { photoIsBad } from "./stub-provider.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "./test-connection.ts";

const PREVIEW = new Uint8Array([0x67, 0x6c, 0x54, 0x46, 1]);
const BETTER_PREVIEW = new Uint8Array([0x67, 0x6c, 0x54, 0x46, 2, 2]);

describe.each(DATABASE_KINDS)("previews on %s", (kind) => {
  let host: TestHost;
  let connection: TestConnection;

  beforeAll(async () => {
    connection = await openTestConnection(kind);
    host = await startTestHost({ database: connection.database });
  });

  afterAll(async () => {
    await host.stop();
    await connection.close();
  });

  async function begin() {
    const user = await host.user(100);
    const sourceId = randomUUID();
    const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId } });
    const { taskId, modelId } = generateAnswerSchema.parse(body);
    const run = await until("the run has started", () => host.provider.runs.find(({ request }) => request.modelId === modelId));
    const status = async () => generationStatusSchema.parse((await host.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user })).body);
    const entry = async () => modelEntryAnswerSchema.parse((await host.call("GET", `/api/product-3d-models?sourceType=product&sourceId=${sourceId}`, { user })).body);
    return { user, modelId, run, status, entry, previewFiles: async () => (await host.storedFiles()).filter((name) => name === "preview.glb").length };
  }

  it("are shown to their owner while the model is made, a newer in place of an older, and go when it is there", async () => {
    const { user, modelId, run, status, entry, previewFiles } = await begin();
    expect(await status()).not.toHaveProperty("preview_url");
    run.preview(PREVIEW);
    const early = await until("the preview is told", async () => {
      const answer = await status();
      return answer.preview_url !== undefined && answer;
    });
    expect(early).toMatchObject({ status: expect.stringMatching(/PENDING|IN_PROGRESS/), model_urls: {} });
    expect((await entry()).generation).toMatchObject({ model_urls: {}, preview_url: expect.stringContaining("preview.glb") });
    const file = await host.call("GET", early.preview_url!);
    expect([file.status, file.headers.get("content-type"), file.body]).toEqual([200, "model/gltf-binary", PREVIEW]);
    const [stranger, path] = [await host.user(), early.preview_url!.split("?")[0]!];
    expect((await host.call("GET", path, { user: stranger })).status).toBe(404);
    expect((await host.call("GET", path, { user })).status).toBe(200);

    run.preview(BETTER_PREVIEW);
    await until("the newer one is there", async () => (await host.call("GET", path, { user })).body.length === BETTER_PREVIEW.length);
    run.succeed();
    const model = await until("the model is there", async () => (await entry()).model);
    expect(model).not.toHaveProperty("preview_url");
    expect(Object.keys(model.model_urls)).toEqual(["glb"]);
    expect(model.id).toBe(modelId);
    expect((await host.call("GET", path, { user })).status).toBe(404);
    await until("its bytes are gone", async () => (await previewFiles()) === 0);
    expect((await host.call("GET", model.model_urls.glb!)).status).toBe(200);
  });

  it("go when the generation fails", async () => {
    const { run, entry, previewFiles } = await begin();
    run.preview(PREVIEW);
    await until("the preview is told", async () => (await entry()).generation?.preview_url);
    expect(await previewFiles()).toBe(1);
    run.fail(photoIsBad("The back photo shows nothing that stands out."));
    const failed = await until("the failure is told", async () => {
      const { generation } = await entry();
      return generation?.status === "FAILED" && generation;
    });
    expect(failed).toMatchObject({ model_urls: {} });
    expect(failed).not.toHaveProperty("preview_url");
    await until("its bytes are gone", async () => (await previewFiles()) === 0);
  });

  it("that come too large or too late change nothing", async () => {
    const { run, entry, previewFiles } = await begin();
    run.preview(new Uint8Array(17 * 1024 * 1024));
    run.succeed();
    await until("the model is there", async () => (await entry()).model);
    await until("nothing else is kept", async () => (await previewFiles()) === 0);
  });
});
