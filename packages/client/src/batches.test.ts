import type { BatchItemRequest, StreamEvent } from "@model-3d/contract";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeApi } from "../test/fake-api.ts";
import { serveFakeApi, type ServedApi } from "../test/serve-fake-api.ts";
import { createModel3DClient, Model3DError, type Model3DClient } from "./index.ts";

const item = (number: number, views: readonly ("front" | "back")[] = ["front", "back"]): BatchItemRequest => ({
  sourceType: "product",
  sourceId: `10000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
  imageUrls: Object.fromEntries(views.map((view) => [view, `https://shop.example/${number}-${view}.jpg`])),
  name: `Chair ${number}`,
});

let fake: FakeApi;
let served: ServedApi;
let client: Model3DClient;

beforeEach(async () => {
  fake = new FakeApi();
  served = await serveFakeApi(fake);
  client = createModel3DClient({ api: served.api });
});

afterEach(() => served.close());

const codeOf = (call: Promise<unknown>): Promise<string> => call.then(() => "none", (error: unknown) => (error instanceof Model3DError ? error.code : String(error)));
const asked = (method: string): string[] => fake.requests.filter((request) => request.startsWith(method));

describe("a batch", () => {
  it("is estimated without being started", async () => {
    const estimate = await client.estimateBatch({ items: [item(1), item(2, ["front"]), item(1)] });
    expect(estimate).toMatchObject({ items: 3, ready: 1, credits: { cost: 10, available: 100, enough: true, hold: "all" } });
    expect(estimate.leftOut.map(({ position, reason }) => [position, reason.code, reason.views])).toEqual([[1, "views_missing", ["back"]], [2, "duplicate", undefined]]);
    expect(fake.batches.all).toEqual([]);
  });

  it("is started once by one key, and by every key that it makes itself once more", async () => {
    const request = { items: [item(1), item(2)], name: "Spring collection" };
    const first = await client.startBatch(request, { idempotencyKey: "key-1" });
    expect(await client.startBatch(request, { idempotencyKey: "key-1" })).toEqual(first);
    const other = await client.startBatch(request);
    expect([first.name, other.id === first.id, fake.batches.all.length]).toEqual(["Spring collection", false, 2]);
  });

  it("is shown by pages of its items, all or those of one state, and is among the user's", async () => {
    const kept = fake.batches.add(5);
    fake.batches.move(kept, [3], "FAILED", { reason: { code: "provider_error", message: "No object." } });
    const { items, nextCursor } = await client.batchOf(kept.batch.id, { limit: 2 });
    expect([items.map(({ position }) => position), nextCursor]).toEqual([[0, 1], expect.any(String)]);
    expect((await client.batchOf(kept.batch.id, { limit: 2, cursor: nextCursor ?? "" })).items.map(({ position }) => position)).toEqual([2, 3]);
    expect((await client.batchOf(kept.batch.id, { status: "FAILED" })).items).toMatchObject([{ position: 3, reason: { code: "provider_error" } }]);
    fake.batches.add(1);
    const page = await client.batches({ limit: 1 });
    expect((await client.batches({ limit: 1, cursor: page.nextCursor ?? "" })).batches.map(({ id }) => id)).toEqual([kept.batch.id]);
  });

  it("rests, goes on, tries again and is cancelled", async () => {
    const kept = fake.batches.add(2);
    const { id } = kept.batch;
    expect(await client.changeBatch(id, "pause")).toMatchObject({ status: "PAUSED", pause_reason: "user" });
    expect(await client.changeBatch(id, "resume")).toMatchObject({ status: "RUNNING", pause_reason: null });
    fake.batches.move(kept, [0], "FAILED");
    expect((await client.changeBatch(id, "retry_failed")).counts).toMatchObject({ failed: 0, waiting: 2 });
    expect(await client.cancelBatch(id)).toMatchObject({ status: "CANCELLED", counts: { cancelled: 2 } });
    expect(await codeOf(client.changeBatch(id, "resume"))).toBe("batch_ended");
  });

  it("is told of by events", async () => {
    const kept = fake.batches.add(1);
    const heard: StreamEvent[] = [];
    const stream = client.openEventStream({ onEvent: (event) => heard.push(event) });
    await stream.ready;
    fake.batches.move(kept, [0], "SUCCEEDED");
    await vi.waitFor(() => expect(heard).toMatchObject([{ type: "batch.done", batch: { id: kept.batch.id, progress: 100, counts: { succeeded: 1 } } }]), { timeout: 10_000 });
    stream.close();
  });

  it("refuses in the server's words, which say how many a host takes", async () => {
    fake.batches.maxItems = 1;
    const error: unknown = await client.startBatch({ items: [item(1), item(2)] }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "invalid_request", details: { limit: 1 } });
    expect(await codeOf(client.startBatch({ items: [item(1, [])] }))).toBe("nothing_to_make");
    expect(await codeOf(client.batchOf("10000000-0000-4000-8000-000000000099"))).toBe("not_found");
  });
});

describe("an archive", () => {
  it("is fetched with the client's headers, by an address that says the format", async () => {
    const { batch } = fake.batches.add(1);
    const url = client.batchArchiveUrl(batch.id, "stl");
    expect([url, client.batchArchiveUrl(batch.id)]).toEqual([`${served.api}/generation-batches/${batch.id}/archive?format=stl`, `${served.api}/generation-batches/${batch.id}/archive`]);
    expect(client.modelArchiveUrl(["a", "b"], "obj")).toBe(`${served.api}/model-archive?modelIds=a%2Cb&format=obj`);
    const answer = await client.fetchArchive(url);
    expect([answer.headers.get("content-type"), await answer.text()]).toEqual(["application/zip", "PK"]);
    expect(asked("GET")).toEqual([`GET /generation-batches/${batch.id}/archive?format=stl`]);
  });

  it("of more models than an address holds is fetched by their ids in the body", async () => {
    const modelIds = Array.from({ length: 1000 }, (_, number) => `20000000-0000-4000-8000-${String(number).padStart(12, "0")}`);
    const answer = await client.fetchModelArchive({ modelIds, format: "stl" });
    expect([answer.headers.get("content-type"), answer.headers.get("x-models"), await answer.text()]).toEqual(["application/zip", "1000", "PK"]);
    expect(asked("POST")).toEqual(["POST /model-archive"]);
    await expect(client.fetchModelArchive({ modelIds }, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});
