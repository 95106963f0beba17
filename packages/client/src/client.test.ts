import { MAX_SOURCES_PER_REQUEST, type GenerateRequest } from "@model-3d/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "../test/fake-api.ts";
import { serveFakeApi, type ServedApi } from "../test/serve-fake-api.ts";
import { createModel3DClient, Model3DError, SOURCES_PER_REQUEST, type Model3DClient, type Source } from "./index.ts";

const source = (number: number): Source => ({ sourceType: "product", sourceId: `10000000-0000-4000-8000-${String(number).padStart(12, "0")}` });
const imageUrls = { front: "https://example.com/front.png", back: "https://example.com/back.png" };
const request = (number: number): GenerateRequest => ({ ...source(number), imageUrls });

let fake: FakeApi;
let served: ServedApi;
let client: Model3DClient;

beforeEach(async () => {
  fake = new FakeApi();
  served = await serveFakeApi(fake);
  client = createModel3DClient({ api: served.api });
});

afterEach(() => served.close());

async function failureOf(call: Promise<unknown>): Promise<Model3DError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Model3DError)) throw new Error(`expected a Model3DError, got ${String(error)}`);
  return error;
}

describe("the walk", () => {
  it("generates, follows, shows, sets active and deletes", async () => {
    const { taskId, modelId, version } = await client.generate(request(1));
    expect(version).toBe(1);
    expect((await client.modelOf(source(1))).generation?.id).toBe(modelId);
    fake.progress(modelId, 40);
    expect(await client.generationStatus(taskId)).toMatchObject({ status: "IN_PROGRESS", progress: 40, modelId });
    fake.succeed(modelId);
    const second = await client.generate(request(1));
    fake.succeed(second.modelId);
    expect((await client.versions(source(1))).map((model) => [model.version, model.is_active])).toEqual([[2, true], [1, false]]);
    expect((await client.setActive(modelId)).is_active).toBe(true);
    await client.deleteModel(second.modelId);
    expect((await client.page()).models.map(({ id }) => id)).toEqual([modelId]);
    expect(await client.credits()).toMatchObject({ balance: 80, held: 0, available: 80, cost: 10 });
    expect((await client.ledger()).entries).toEqual([]);
    expect((await client.health()).database).toBe("ok");
  });

  it("uploads a photo and tells how far it is", async () => {
    const heard: number[] = [];
    const file = new Blob([new Uint8Array(2048)], { type: "image/png" });
    const answer = await client.uploadSourceImage("front", file, { onProgress: ({ loaded }) => heard.push(loaded) });
    expect(answer).toMatchObject({ view: "front", width: 1024 });
    expect(heard).toEqual([0, 2048]);
  });
});

describe("requests", () => {
  it("asks once for all sources of one tick, per type and per hundred", async () => {
    expect(SOURCES_PER_REQUEST).toBe(MAX_SOURCES_PER_REQUEST);
    fake.add({ sourceId: source(7).sourceId });
    const [entries, single] = await Promise.all([client.modelsOf(Array.from({ length: 100 }, (_, index) => source(index))), client.modelOf(source(7))]);
    expect(entries[7]).toEqual({ status: "fulfilled", value: single });
    expect(entries[8]).toEqual({ status: "fulfilled", value: { model: null, generation: null } });
    expect(fake.requests).toHaveLength(1);
    await client.modelsOf([...Array.from({ length: 101 }, (_, index) => source(index)), { ...source(1), sourceType: "collection" }]);
    expect(fake.requests).toHaveLength(4);
  });

  it("leaves a caller who aborts and answers the others", async () => {
    const abandoned = new AbortController();
    const left = client.modelOf(source(1), { signal: abandoned.signal });
    const stays = client.modelOf(source(2));
    abandoned.abort(new Error("gone"));
    await expect(left).rejects.toThrow("gone");
    await expect(stays).resolves.toEqual({ model: null, generation: null });
  });

  it("refuses an id that is none to whoever asked for it, and nobody else", async () => {
    const [wrong, right] = await Promise.allSettled([client.modelOf({ sourceType: "product", sourceId: "SKU-1234" }), client.modelOf(source(2))]);
    expect(wrong).toMatchObject({ status: "rejected", reason: { code: "invalid_request", message: expect.stringContaining('"SKU-1234" is no UUID') } });
    expect(right).toMatchObject({ status: "fulfilled", value: { model: null, generation: null } });
  });

  it("finds models by their ids, asks once for all of one tick, and knows none that is not there", async () => {
    const models = Array.from({ length: 101 }, (_, index) => fake.add(source(index)));
    const found = await Promise.all([...models.map(({ id }) => client.modelById(id.toUpperCase())), client.modelById("00000000-0000-4000-8000-00000000dead")]);
    expect(found.map((model) => model?.id ?? null)).toEqual([...models.map(({ id }) => id), null]);
    expect(fake.requests).toHaveLength(2);
    expect(await failureOf(client.modelById("vase-7"))).toMatchObject({ code: "invalid_request", message: '"vase-7" is no UUID of a model.' });
  });

  it("keeps what came of many sources when a request for some of them fails, or an id is none", async () => {
    const failing = createModel3DClient({
      api: served.api,
      fetch: (input, init) => (String(input).includes(source(150).sourceId) ? Promise.resolve(new Response("no", { status: 502 })) : fetch(input, init)),
    });
    const wrong: Source = { sourceType: "product", sourceId: "SKU-1234" };
    const entries = await failing.modelsOf([wrong, ...Array.from({ length: 200 }, (_, index) => source(index))]);
    expect(entries.map(({ status }) => status)).toEqual(["rejected", ...Array<string>(100).fill("fulfilled"), ...Array<string>(100).fill("rejected")]);
    expect(entries[0]).toMatchObject({ reason: { code: "invalid_request" } });
    expect(entries[150]).toMatchObject({ reason: { code: "service_unavailable", status: 502 } });
  });

  it("gives the same answer for the same idempotency key", async () => {
    const first = await client.generate(request(1), { idempotencyKey: "key" });
    expect(await client.generate(request(1), { idempotencyKey: "key" })).toEqual(first);
    expect((await failureOf(client.generate(request(2), { idempotencyKey: "key" }))).code).toBe("idempotency_mismatch");
    expect(fake.models).toHaveLength(1);
  });

  it("asks the headers before each request", async () => {
    let count = 0;
    const sent: (string | null)[] = [];
    const signing = createModel3DClient({
      api: served.api,
      headers: () => ({ "x-count": String(++count) }),
      fetch: (input, init) => {
        sent.push(new Headers(init?.headers).get("x-count"));
        return fetch(input, init);
      },
    });
    await signing.credits();
    await signing.health();
    expect(sent).toEqual(["1", "2"]);
    expect(signing.needsOwnFetch).toBe(true);
    expect(signing.modelFileUrl("a b", "model.glb")).toBe(`${served.api}/model-files/a%20b/model.glb`);
  });
});

describe("errors", () => {
  it("carry code, status, details and request id", async () => {
    fake.balance = 4;
    const error = await failureOf(client.generate(request(1)));
    expect(error).toMatchObject({ code: "insufficient_credits", status: 402, details: { balance: 4, cost: 10 }, requestId: "request-1" });
    expect(error.message).toMatch(/credits/);
  });

  it("name the fields of a bad request", async () => {
    const bad = { ...request(1), sourceId: "no-uuid" };
    expect((await failureOf(client.generate(bad))).issues).toEqual([{ path: "sourceId", message: "must be a UUID" }]);
  });

  it("say what to do when the network is cut", async () => {
    await served.close();
    const error = await failureOf(client.credits());
    expect(error).toMatchObject({ code: "network_error", status: 0 });
    expect(error.message).toMatch(/connection/);
  });

  it("tell an answer that is no JSON from one that is", async () => {
    const proxied = createModel3DClient({ fetch: () => Promise.resolve(new Response("<html>bad gateway</html>", { status: 502 })) });
    expect(await failureOf(proxied.credits())).toMatchObject({ code: "service_unavailable", status: 502 });
    const broken = createModel3DClient({ fetch: () => Promise.resolve(new Response("<html>oops</html>", { status: 500 })) });
    expect(await failureOf(broken.credits())).toMatchObject({ code: "unexpected_answer", status: 500 });
    const odd = createModel3DClient({ fetch: () => Promise.resolve(new Response("<html>welcome</html>")) });
    expect((await failureOf(odd.credits())).code).toBe("unexpected_answer");
  });

  it("keep this client's headers from addresses that are not its own", async () => {
    for (const url of ["https://elsewhere.example/archive.zip", `${served.api}.elsewhere.example/archive.zip`]) await expect(client.fetchArchive(url)).rejects.toThrow(TypeError);
    expect(fake.requests).toEqual([]);
  });

  it("lead to a stored archive where this client has the server, and give the rest of it", async () => {
    const { batch, items } = fake.batches.add(1);
    fake.batches.move({ batch, items }, [0], "SUCCEEDED");
    const { id } = await client.startArchive({ batchId: batch.id });
    for (const archive of fake.archives.all) fake.archives.pack(archive);
    const { url } = await client.archiveOf(id);
    expect(url).toBe(`${served.api}/model-archives/${id}/file`);
    const rest = await client.fetchArchive(url ?? "", { headers: { Range: "bytes=7-" } });
    expect([rest.status, await rest.text()]).toEqual([206, "789"]);
  });

  it("leave an abort as it is", async () => {
    const controller = new AbortController();
    const call = client.credits({ signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
  });
});
