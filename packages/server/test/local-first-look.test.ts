import { generateAnswerSchema, generationStatusSchema } from "@model-3d/contract";
import { boundsOf, readGlb } from "@model-3d/mesh";
import { randomUUID } from "node:crypto";
import { afterEach, expect, it } from "vitest";
import { createLocalProvider } from "../src/providers/local/create-local-provider.ts";
import { rectanglePhoto, uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

let host: TestHost;
afterEach(() => host.stop());

it("shows a coarse model made from the photos before the fine one is there, of the same shape", async () => {
  const local = createLocalProvider({ gridSize: 160, textureSize: 1024, thumbnailSize: 128 });
  host = await startTestHost({ providers: [local] });
  const user = await host.user();
  const photos = { front: await rectanglePhoto(0.3, 0.8, "#b5542c"), back: await rectanglePhoto(0.3, 0.8, "#7a3b20"), left: await rectanglePhoto(0.6, 0.8, "#98472a"), bottom: await rectanglePhoto(0.3, 0.6, "#c96a3f") };
  const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user, photos), sourceType: "product", sourceId: randomUUID() } });
  const { taskId } = generateAnswerSchema.parse(body);
  const status = async () => generationStatusSchema.parse((await host.call("GET", `/api/generate-3d-model?taskId=${taskId}`, { user })).body);
  const read = async (address: string) => {
    const file = await host.call("GET", address);
    expect([file.status, file.headers.get("content-type")]).toEqual([200, "model/gltf-binary"]);
    return { bytes: (file.body as Uint8Array).length, size: sizeOf(boundsOf(await readGlb(file.body as Uint8Array))) };
  };

  const early = await until("there is a first look", async () => {
    const answer = await status();
    return (answer.preview_url !== undefined || answer.status === "SUCCEEDED") && answer;
  });
  expect(early).toMatchObject({ status: "IN_PROGRESS", model_urls: {} });
  const coarse = await read(early.preview_url!);
  const done = await until("the model is there", async () => {
    const answer = await status();
    return answer.status === "SUCCEEDED" && answer;
  });
  expect(done).not.toHaveProperty("preview_url");
  const fine = await read(done.model_urls.glb!);
  expect(fine.bytes).toBeGreaterThan(coarse.bytes);
  for (const size of [coarse.size, fine.size]) size.forEach((length, axis) => expect(length).toBeCloseTo([0.375, 1, 0.75][axis]!, 1));
});

function sizeOf({ min, max }: { min: readonly number[]; max: readonly number[] }): number[] {
  return max.map((high, axis) => high - min[axis]!);
}
