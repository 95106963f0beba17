import { randomUUID } from "node:crypto";
import { hostEventPayloadSchema } from "@model-3d/contract";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HeardHostEvent } from "../src/index.ts";
import { makeSecret, startReceiver, type Receiver } from "../src/host-events/test/start-receiver.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { photoIsBad } from "./stub-provider.ts";

describe("what the host hears", () => {
  const secret = makeSecret();
  let receiver: Receiver;
  let host: TestHost;
  const heard: HeardHostEvent[] = [];

  beforeAll(async () => {
    receiver = await startReceiver();
    host = await startTestHost({ files: { allowedOrigins: [receiver.origin] }, outgoingWebhooks: { endpoints: [{ url: `${receiver.origin}/hooks`, secrets: [secret] }] } });
    host.model3d.on("*", (event) => void heard.push(event));
  });
  afterAll(async () => {
    await host?.stop();
    await receiver?.close();
  });

  const generate = async (user: string, sourceId: string) => {
    const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId } });
    const run = await until("the run has started", () => host.provider.runs.find((one) => one.request.modelId === body.modelId));
    return { run, modelId: body.modelId as string };
  };
  const untilHeard = (userId: string, type: string) => until(`${type} is heard`, () => heard.find((event) => event.userId === userId && event.type === type));

  it("is each end of a model and each fall of the credits, by listener and by webhook alike, and no link", async () => {
    const user = await host.user(35);
    const sourceId = randomUUID();
    const first = await generate(user, sourceId);
    first.run.succeed();
    await untilHeard(user, "model.succeeded");
    const second = await generate(user, sourceId);
    await untilHeard(user, "credits.low");
    second.run.fail(photoIsBad("There is nothing on the front photo."));
    await untilHeard(user, "model.failed");
    expect((await host.call("DELETE", `/api/product-3d-models?modelId=${second.modelId}`, { user })).status).toBe(200);
    await untilHeard(user, "model.deleted");
    const mine = heard.filter(({ userId }) => userId === user);
    expect(mine.map(({ type }) => type)).toEqual(["model.succeeded", "credits.low", "model.failed", "model.deleted"]);
    const common = { sourceType: "product", sourceId, provider: "stub" };
    expect(mine[0]?.data).toMatchObject({ ...common, modelId: first.modelId, version: 1, status: "SUCCEEDED", taskError: null });
    expect(mine[1]?.data).toEqual({ balance: 25, held: 10, available: 15, lowAt: 20 });
    expect(mine[2]?.data).toMatchObject({ ...common, modelId: second.modelId, version: 2, status: "FAILED", taskError: "There is nothing on the front photo." });
    const webhooks = await until("all webhooks came", () => receiver.received.length >= 4 && receiver.received);
    const told = new Map(webhooks.map(({ headers, body }) => [headers["webhook-id"], hostEventPayloadSchema.parse(new Webhook(secret).verify(body, headers as Record<string, string>))]));
    for (const { id, ...payload } of mine) expect(told.get(id)).toEqual(payload);
    expect(webhooks.map(({ body }) => body).join()).not.toMatch(/http|model\.glb/);
    await until("it is written down", async () => (await host.model3d.webhooks.list({ state: "delivered" })).length === 4);
  });

  it("is refused as an option that cannot work before anything is opened", async () => {
    await expect(startTestHost({ database: "postgres://nowhere.invalid/x", outgoingWebhooks: { endpoints: [{ url: "http://shop.example/", secrets: [secret] }] } })).rejects.toThrow(/`outgoingWebhooks\.endpoints\[0\]\.url`/);
  });
});
