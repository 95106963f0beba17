import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { photoIsBad } from "./stub-provider.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { DATABASE_KINDS, openTestConnection, type TestConnection } from "./test-connection.ts";

const SOURCES = 12;

describe.each(DATABASE_KINDS)("model3d.check() while work goes on, on %s", (kind) => {
  let connection: TestConnection;
  let host: TestHost;
  beforeAll(async () => {
    connection = await openTestConnection(kind);
    host = await startTestHost({ database: connection.database, generation: { concurrency: 3 } });
    let runs = 0;
    host.provider.always = (run) => {
      run.progress(50);
      if ((runs += 1) % 4 === 0) run.fail(photoIsBad("Nothing to be seen."));
      else run.succeed();
    };
  });
  afterAll(async () => {
    await host.stop();
    await connection.close();
  });

  it("finds nothing wrong at any moment of generations that start, succeed, fail, are activated and deleted", async () => {
    const user = await host.user(10 * SOURCES * 3);
    const imageUrls = await uploadPhotos(host, user);
    const looks: number[] = [];
    let isOver = false;
    const looking = (async () => {
      while (!isOver) {
        const { invariants } = await host.model3d.check();
        looks.push(invariants.reduce((sum, { broken }) => sum + broken, 0));
        expect(invariants.flatMap(({ rows }) => rows)).toEqual([]);
      }
    })();
    const work = async () => {
      const sourceId = randomUUID();
      const made: string[] = [];
      for (let turn = 0; turn < 3; turn += 1) {
        const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls, sourceType: "product", sourceId } });
        const end = await until("it has ended", async () => {
          const { status } = (await host.call("GET", `/api/generate-3d-model?taskId=${body.taskId}`, { user })).body;
          return ["SUCCEEDED", "FAILED"].includes(status) && (status as string);
        });
        if (end === "SUCCEEDED") made.push(body.modelId);
      }
      const [oldest] = made;
      if (!oldest || made.length < 2) return;
      expect((await host.call("PATCH", "/api/product-3d-models", { user, json: { modelId: oldest, action: "set_active" } })).status).toBe(200);
      expect((await host.call("DELETE", `/api/product-3d-models?modelId=${oldest}`, { user })).status).toBe(200);
    };
    try {
      await Promise.race([looking, Promise.all(Array.from({ length: SOURCES }, work))]);
    } finally {
      isOver = true;
      await looking;
    }
    expect(looks.length).toBeGreaterThan(3);
    expect(new Set(looks)).toEqual(new Set([0]));
  });

  it("takes the process's own storage and queue, and tells how far it is", async () => {
    const seen: string[] = [];
    const { holds, invariants } = await host.model3d.check({ onProgress: ({ invariant, of }) => seen.push(`${invariant} of ${of}`) });
    expect(holds).toBe(true);
    expect(invariants.map(({ checked }) => checked !== null && checked > 0)).toEqual([true, true, true, true, true, false, true, false]);
    expect(new Set(seen)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8].map((number) => `${number} of 8`)));
    await expect(host.model3d.check({ limit: 0 })).rejects.toThrow("limit");
  });
});
