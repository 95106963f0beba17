import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { request as sendRequest, type ClientRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { discPhoto, photoForm, uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

let test: TestDatabase;
const hosts: TestHost[] = [];

beforeAll(async () => {
  test = await createTestDatabase({ kind: "postgres" });
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
});
afterAll(() => test.remove());

const folder = mkdtempSync(join(tmpdir(), "model-3d-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("models of one user under way at once", () => {
  it("are as many as may be, also when two servers are asked for more at the same moment: counting before the transaction lets more through", async () => {
    const storage = { kind: "folder", directory: join(folder, randomUUID()) } as const;
    const generation = { maxPerUser: 3 };
    const here = await startTestHost({ database: test.connection, storage, generation });
    const there = await startTestHost({ database: test.connection, storage, generation, withoutWorkers: true });
    hosts.push(there, here);
    const [user, other] = [await here.user(1_000), await here.user()];
    const imageUrls = await uploadPhotos(here, user);
    const start = (host: TestHost, as: string, urls: object) => host.call("POST", "/api/generate-3d-model", { user: as, json: { imageUrls: urls, sourceType: "product", sourceId: randomUUID() } });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => start(i % 2 ? here : there, user, imageUrls)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    for (const { status, body } of answers) if (status !== 200) expect([status, body.code, body.underWay, body.limit]).toEqual([429, "too_many_generations", 3, 3]);
    expect((await here.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: 1_000, held: 30 });
    expect((await start(here, other, await uploadPhotos(here, other))).status).toBe(200);
    // One that ends makes a place.
    (await until("a run has started", () => here.provider.runs.find(({ request }) => answers.some(({ body }) => body.modelId === request.modelId)))).succeed();
    await until("a place is free", async () => (await start(there, user, imageUrls)).status === 200);
    expect((await start(there, user, imageUrls)).body.code).toBe("too_many_generations");
  });

  it.each([
    ["the last place", { generation: { maxPerUser: 1 } }],
    ["what was left of a limit", { credits: { limits: { user: { day: 10 } } } }],
  ])("are told of, not refused, when the same click comes twice and the first took %s", async (_what, options) => {
    const host = await startTestHost({ database: test.connection, ...options, withoutWorkers: true });
    hosts.push(host);
    const user = await host.user();
    const json = { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() };
    const [first, second] = await Promise.all([1, 2].map(() => host.call("POST", "/api/generate-3d-model", { user, json })));
    const [started, refused] = first?.status === 200 ? [first, second] : [second, first];
    expect([started?.status, refused?.status, refused?.body.code]).toEqual([200, 409, "generation_in_progress"]);
  });

  it.each([0, -1, 1.5, Number.NaN])("cannot be limited to %s", async (maxPerUser) => {
    await expect(startTestHost({ database: test.connection, generation: { maxPerUser } })).rejects.toThrow("`generation.maxPerUser` must be a whole number above 0.");
  });
});

describe("photos of one user on their way at once", () => {
  it("are as many as may be; some wait, one more is refused, others are not kept waiting, and who leaves makes a place", async () => {
    const host = await startTestHost({ database: test.connection, withoutWorkers: true, files: { uploadsPerUser: 1 } });
    hosts.push(host);
    const [user, other] = [await host.user(), await host.user()];
    const photo = await discPhoto(300);
    const open: ClientRequest[] = [];
    /** Begins to send and does not go on. */
    const begin = () =>
      new Promise<number | "waits">((resolve) => {
        const request = sendRequest(`${host.url}/api/source-images`, { method: "POST", headers: { "x-user": user, "content-type": "multipart/form-data; boundary=edge", "content-length": 100_000 } }, (response) => resolve(response.resume().statusCode ?? 0));
        request.on("error", () => resolve(0));
        request.write("--edge\r\n");
        open.push(request);
        // The fifth is answered at once; the four before it are not until they are gone.
        setImmediate(() => (open.length <= 4 ? resolve("waits") : undefined));
      });
    for (let i = 0; i < 4; i += 1) expect(await begin()).toBe("waits");
    const refused = await until("one too many is refused", async () => {
      const answer = await Promise.race([host.call("POST", "/api/source-images", { user, body: photoForm("front", photo), headers: {} }), new Promise<null>((resolve) => void AbortSignal.timeout(2_000).addEventListener("abort", () => resolve(null)))]);
      return answer?.status === 429 ? answer : null;
    });
    expect(refused.body.code).toBe("rate_limited");
    expect(refused.headers.get("retry-after")).toBe("5");
    expect((await host.call("POST", "/api/source-images", { user: other, body: photoForm("front", photo) })).status).toBe(200);
    for (const request of open) request.destroy();
    await until("a place is free", async () => (await host.call("POST", "/api/source-images", { user, body: photoForm("front", photo) })).status === 200);
  });
});
