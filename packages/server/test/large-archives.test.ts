import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeModel } from "./export-bench.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

describe("a stored archive", () => {
  let host: TestHost;
  beforeAll(async () => {
    host = await startTestHost({ archives: { maxFileBytes: 1536 } });
  });
  afterAll(() => host.stop());

  it("takes as many models as a batch has items, and no more", async () => {
    const { user, modelId } = await makeModel(host);
    const others = Array.from({ length: 999 }, () => randomUUID());
    const ask = (modelIds: string[]) => host.call("POST", "/api/model-archives", { user, json: { modelIds } });
    expect(await ask([modelId, ...others])).toMatchObject({ status: 202, body: { archive: { models: 1 } } });
    expect((await ask([modelId, ...others, randomUUID()])).status).toBe(400);
  });

  it("says what it may have at most, when it would have more", async () => {
    const { user, modelId } = await makeModel(host, { glb: new Uint8Array(2000) });
    const { archive } = (await host.call("POST", "/api/model-archives", { user, json: { modelIds: [modelId] } })).body;
    const failed = await until("it has failed", async () => {
      const { body } = await host.call("GET", `/api/model-archives/${archive.id}`, { user });
      return body.archive.status === "FAILED" && body.archive;
    });
    expect(failed.reason).toBe("The archive would be too large: at most 1 KB are stored. Take fewer models, or the archive that is sent as it is written.");
  });
});
