import { archiveAnswerSchema, type Archive } from "@model-3d/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeModel } from "./export-bench.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { openTestConnection, type TestConnection } from "./test-connection.ts";

const HOUR_MS = 60 * 60_000;

describe("the stored archives of one user", () => {
  let connection: TestConnection;
  let host: TestHost;
  let passedMs = 0;
  const clock = { now: () => new Date(Date.now() + passedMs) };
  beforeAll(async () => {
    connection = await openTestConnection("postgres");
    host = await startTestHost({ database: connection.database, clock, archives: { maxKeptPerUser: 2 } });
  });
  afterAll(async () => {
    await host.stop();
    await connection.close();
  });

  const ask = (user: string, modelIds: string[], of = host) => of.call("POST", "/api/model-archives", { user, json: { modelIds } });
  const look = (user: string, id: string, of = host) => of.call("GET", `/api/model-archives/${id}`, { user });
  const ended = (user: string, id: string, of = host): Promise<Archive> =>
    until("it has ended", async () => {
      const { archive } = archiveAnswerSchema.parse((await look(user, id, of)).body);
      return ["SUCCEEDED", "FAILED"].includes(archive.status) && archive;
    });
  const pack = async (user: string, modelIds: string[], of = host) => ended(user, (await ask(user, modelIds, of)).body.archive.id, of);
  const statuses = async (user: string, archives: readonly Archive[]) => Promise.all(archives.map(async ({ id }) => (await look(user, id)).status));
  const files = async () => (await host.storedFiles()).filter((name) => name.endsWith(".zip"));
  const selections = async (user: string) => {
    const [one, two] = [await makeModel(host, { user }), await makeModel(host, { user })];
    return [[one.modelId], [two.modelId], [one.modelId, two.modelId], [two.modelId, one.modelId]] as const;
  };

  it("are so many at most: the one that was longest not used goes, row and file, and one that is read stays", async () => {
    const user = await host.user(100);
    const [a, b, c, d] = await selections(user);
    const first = await pack(user, [...a]);
    const second = await pack(user, [...b]);
    expect((await host.call("GET", String(first.url), { user, headers: { range: "bytes=0-9" } })).status).toBe(206);
    const third = await pack(user, [...c]);
    expect(await statuses(user, [first, second, third])).toEqual([200, 404, 200]);
    await until("its file is gone", async () => (await files()).length === 2);
    // Both are being read: there is no room, and nothing is taken away.
    expect((await host.call("GET", String(third.url), { user })).status).toBe(200);
    const refused = await ask(user, [...d]);
    expect(refused).toMatchObject({ status: 429, body: { code: "too_many_exports", limit: 2 } });
    expect(Number(refused.headers.get("retry-after"))).toBe(3600);
    expect(await statuses(user, [first, third])).toEqual([200, 200]);
    // What there is is found all the same, and nobody else is kept from anything.
    expect((await ask(user, [...a])).body.archive.id).toBe(first.id);
    const other = await host.user(100);
    expect((await ask(other, [(await makeModel(host, { user: other })).modelId])).status).toBe(202);
    passedMs += HOUR_MS;
    const fourth = await pack(user, [...d]);
    // The first one was asked for last.
    expect(await statuses(user, [first, third, fourth])).toEqual([200, 404, 200]);
    expect((await host.model3d.check()).invariants.flatMap(({ rows }) => rows)).toEqual([]);
  }, 120_000);

  it("come to so much together at most, also while they are read", async () => {
    const user = await host.user(100);
    const [a, b] = await selections(user);
    const first = await pack(user, [...a]);
    const most = Math.ceil(Number(first.bytes) * 1.5);
    await host.model3d.stop();
    host = await startTestHost({ database: connection.database, storage: { kind: "folder", directory: host.filesDirectory }, clock, archives: { maxKeptBytesPerUser: most } });
    expect((await host.call("GET", String(first.url), { user })).status).toBe(200);
    expect(await pack(user, [...b])).toMatchObject({ status: "FAILED", url: null, reason: expect.stringContaining("the others are being downloaded") });
    expect(await statuses(user, [first])).toEqual([200]);
    passedMs += HOUR_MS;
    const second = await pack(user, [...b]);
    expect(second.status).toBe("SUCCEEDED");
    expect(await statuses(user, [first, second])).toEqual([404, 200]);
  }, 120_000);
});
