import { randomUUID } from "node:crypto";
import { VIEWS } from "@model-3d/contract";
import { afterEach, expect, it } from "vitest";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubAsyncProvider } from "./stub-async-provider.ts";
import { createStubProvider } from "./stub-provider.ts";

let host: TestHost;
afterEach(() => host.stop());

const start = async (user: string, options: object, views: readonly ["front", "back", ...("side" | "top" | "left" | "bottom")[]] = ["front", "back"]) =>
  (await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user, views), sourceType: "product", sourceId: randomUUID(), options } })).body;
const status = async (user: string, taskId: string) => (await host.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user })).body;

it("says at the start which options and photos a service will not heed, and goes on saying it", async () => {
  const service = createStubAsyncProvider();
  host = await startTestHost({ providers: [{ ...service, capabilities: { ...service.capabilities, maxViews: 2, maxPolycount: 5_000 } }] });
  const user = await host.user();
  const { taskId, warnings } = await start(user, { pbr: true, texturePrompt: "blue enamel", targetPolycount: 30_000 }, ["front", "back", "side", "top"]);
  const expected = [
    'The generator "stub-async" ignores `texturePrompt`.',
    'The generator "stub-async" does not look at the photo of the side and the top.',
    'The generator "stub-async" makes at most 5,000 triangles; 30,000 were asked for.',
  ];
  expect(warnings).toEqual(expect.arrayContaining(expected));
  expect((await status(user, taskId)).warnings).toEqual(warnings);
  expect((await start(user, { pbr: true })).warnings.join()).not.toContain("stub-async");
});

it("takes photos of all six sides, and says which of them a service that looks at four leaves out", async () => {
  const service = createStubAsyncProvider();
  host = await startTestHost({ providers: [{ ...service, capabilities: { ...service.capabilities, views: VIEWS, maxViews: 4 } }] });
  const user = await host.user();
  const { modelId, warnings } = await start(user, {}, [...VIEWS] as ["front", "back", "side", "top", "left", "bottom"]);
  expect(warnings).toContain('The generator "stub-async" does not look at the photo of the left and the bottom.');
  const { models } = (await host.call("GET", "/api/product-3d-models?limit=5", { user })).body;
  const { input_images: inputImages } = models.find(({ id }: { id: string }) => id === modelId);
  expect(Object.keys(inputImages).sort()).toEqual([...VIEWS].sort());
});

it("shows with the model what a generator of ours did otherwise", async () => {
  const provider = createStubProvider();
  provider.always = (run) => run.succeed();
  const run: typeof provider.run = async (...call) => ({ ...(await provider.run(...call)), warnings: ["The photos of the side and the front do not fit."] });
  host = await startTestHost({ providers: [{ ...provider, run }] });
  const user = await host.user();
  const { taskId, modelId } = await start(user, {});
  const done = await until("it is made", async () => {
    const state = await status(user, taskId);
    return state.status === "SUCCEEDED" && state;
  });
  expect(done.warnings).toContain("The photos of the side and the front do not fit.");
  const { models } = (await host.call("GET", "/api/product-3d-models?limit=5", { user })).body;
  expect(models.find(({ id }: { id: string }) => id === modelId).warnings).toEqual(done.warnings);
});
