import { randomUUID } from "node:crypto";
import { creditsSchema, ledgerPageSchema } from "@model-3d/contract";
import { afterEach, describe, expect, it } from "vitest";
import type { CreditOptions, PriceRequest } from "../src/index.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

describe("credits of a host", () => {
  let host: TestHost;
  afterEach(() => host?.stop());

  const open = async (credits: CreditOptions) => (host = await startTestHost({ credits }));
  const start = async (user: string, sourceId: string = randomUUID(), options?: object) =>
    host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId, ...(options ? { options } : {}) } });
  const finish = async (user: string, answer: { body: { modelId: string; taskId: string } }) => {
    (await until("the run has started", () => host.provider.runs.find((run) => run.request.modelId === answer.body.modelId))).succeed();
    return until("the model is there", async () => {
      const { body } = await host.call("GET", `/api/generate-3d-model?taskId=${answer.body.taskId}`, { user });
      return body.status === "SUCCEEDED" && body;
    });
  };
  const credits = async (user: string) => creditsSchema.parse((await host.call("GET", "/api/credits", { user })).body);

  it("are priced by the first rule that fits, and the price that was held is charged", async () => {
    await open({ costPerGeneration: 9, price: [{ kind: "regeneration", credits: 4 }, { options: { textureResolution: "8k" }, credits: 25 }, { provider: "another", credits: 1 }] });
    const [user, sourceId] = [await host.user(100), randomUUID()];
    expect((await credits(user)).cost).toBe(9);
    const first = await start(user, sourceId, { textureResolution: "8k" });
    expect(await credits(user)).toMatchObject({ held: 25 });
    expect((await finish(user, first)).credits).toEqual({ charged: 25, short: 0 });
    expect((await finish(user, await start(user, sourceId, { textureResolution: "8k" }))).credits).toEqual({ charged: 4, short: 0 });
    expect((await finish(user, await start(user))).credits).toEqual({ charged: 9, short: 0 });
    expect((await credits(user)).balance).toBe(62);
  });

  it("are priced by a function of the host's, whose nonsense holds nothing and charges nothing", async () => {
    const asked: PriceRequest[] = [];
    let price: unknown = 3;
    await open({ price: async (request) => (asked.push(request), price as number) });
    const user = await host.user(100);
    expect((await finish(user, await start(user))).credits).toEqual({ charged: 3, short: 0 });
    expect(asked[0]).toMatchObject({ kind: "generation", userId: user, sourceType: "product", options: {} });
    for (price of [-1, 0.5, Number.NaN, 2 ** 31, "10", null]) expect((await start(user)).status).toBe(500);
    price = 0;
    expect(await credits(user)).toMatchObject({ balance: 97, held: 0, cost: 0, whenInsufficient: "block" });
  });

  it("may run out where the host allows it: what there is is charged, and user and host are told of the rest", async () => {
    await open({ whenInsufficient: "allow" });
    const told: unknown[] = [];
    host.model3d.on("credits.short", (event) => void told.push(event));
    const user = await host.user(4);
    const answer = await start(user);
    expect(await credits(user)).toMatchObject({ balance: 4, held: 10, available: -6, whenInsufficient: "allow" });
    expect((await finish(user, answer)).credits).toEqual({ charged: 4, short: 6 });
    expect(await credits(user)).toMatchObject({ balance: 0, held: 0 });
    await until("the host is told", () => told.length > 0);
    expect(told[0]).toMatchObject({ type: "credits.short", userId: user, data: { modelId: answer.body.modelId, charged: 4, short: 6 } });
  });

  it("are limited by day: 429 that says when the day ends, and nothing is held", async () => {
    await open({ limits: { user: { day: 10 } } });
    const user = await host.user(100);
    expect((await start(user)).status).toBe(200);
    const refused = await start(user);
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ success: false, code: "credit_limit_reached", scope: "user", period: "day", limit: 10, used: 10, endsAt: expect.stringMatching(/T00:00:00\.000Z$/) });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await credits(user)).toMatchObject({ held: 10 });
  });

  it("show their movements page by page", async () => {
    await open({});
    const user = await host.user(1);
    await host.model3d.credits.topUp({ userId: user, amount: 2, reason: "pack" });
    const page = async (query: string) => ledgerPageSchema.parse((await host.call("GET", `/api/credits/ledger?limit=1${query}`, { user })).body);
    const first = await page("");
    const second = await page(`&cursor=${first.nextCursor}`);
    expect([first, second].flatMap(({ entries }) => entries.map(({ amount }) => amount))).toEqual([2, 1]);
    expect((await host.call("GET", "/api/credits/ledger?cursor=x", { user })).body).toMatchObject({ code: "invalid_request", issues: [{ path: "cursor" }] });
  });
});
