import { randomUUID } from "node:crypto";
import { makeBoxModel, startMeshySimulator, type FaultName, type MeshySimulator } from "@model-3d/meshy-simulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMeshyProvider } from "../src/index.ts";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

/** A minute of the service in a quarter of a second. */
const SPEED = 240;
const PRICE = 10;

describe("a service that is late with what it has done", () => {
  let simulator: MeshySimulator;
  let host: TestHost;

  beforeEach(async () => {
    simulator = await startMeshySimulator({ speed: SPEED, makeModel: makeBoxModel });
    const provider = createMeshyProvider({ apiKey: simulator.apiKey, baseUrl: simulator.url });
    const tasks = { tickMs: 50, firstLookMs: 50, lastLookMs: 200, askIntervalMs: 50, fateLooksMs: [0, 100, 200, 300], news: { stream: false } };
    host = await startTestHost({ providers: [provider], tasks });
  });
  afterEach(async () => {
    await host.stop();
    await simulator.close();
  });

  it.each<{ faults: readonly FaultName[] }>([{ faults: ["create-made-late"] }, { faults: ["create-cut-after", "listed-late"] }, { faults: ["create-made-late", "listed-late", "not-found", "files-late"] }])(
    "makes one model of one task, charged once: $faults",
    async ({ faults }) => {
      for (const fault of faults) simulator.fault(fault);
      const user = await host.user(2 * PRICE);
      const { body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(host, user), sourceType: "product", sourceId: randomUUID() } });
      const shown = async () => (await host.call("GET", `/api/generate-3d-model?taskId=${body.modelId}`, { user })).body;
      await until("the model is there", async () => (await shown()).status === "SUCCEEDED");
      expect((await host.call("GET", (await shown()).model_urls.glb)).status).toBe(200);
      expect([simulator.creates, simulator.creditsConsumed]).toEqual([1, 30]);
      expect((await host.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: PRICE, held: 0 });
    },
  );
});
