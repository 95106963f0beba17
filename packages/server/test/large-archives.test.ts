import { randomUUID } from "node:crypto";
import type { HostEvent } from "@model-3d/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, makeModel } from "./export-bench.ts";
import { readStream } from "./scaling/read-stream.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

describe("a stored archive", () => {
  let host: TestHost;
  beforeAll(async () => {
    host = await startTestHost({ archives: { maxFileBytes: 1536 } });
  });
  let large: TestHost;
  beforeAll(async () => {
    large = await startTestHost({});
  });
  afterAll(async () => {
    await host.stop();
    await large.stop();
  });

  it("takes as many models as a batch has items, and no more", async () => {
    const { user, modelId } = await makeModel(host);
    const others = Array.from({ length: 999 }, () => randomUUID());
    const pack = (modelIds: string[]) => host.call("POST", "/api/model-archives", { user, json: { modelIds } });
    expect(await pack([modelId, ...others])).toMatchObject({ status: 202, body: { archive: { models: 1 } } });
    expect((await pack([modelId, ...others, randomUUID()])).status).toBe(400);
  });

  it("is told as a whole, to its user and the host, and nothing of the files that are made for it alone", async () => {
    const one = await makeModel(large);
    const two = await makeModel(large, { user: one.user });
    const heard: HostEvent[] = [];
    const leave = [large.model3d.on("archive.ready", (event) => void heard.push(event)), large.model3d.on("export.ready", (event) => void heard.push(event))];
    const stream = await readStream(large.url, one.user);
    await until("the stream is open", () => stream.text().includes("event: "));
    // What is asked for by itself is told by itself, though the archive wants it too.
    const asked = await ask(large, two, { format: "stl" });
    const { archive } = (await large.call("POST", "/api/model-archives", { user: one.user, json: { modelIds: [one.modelId, two.modelId], format: "stl" } })).body;
    await until("all is heard", () => heard.length === 2 && stream.text().includes("archive.ready"));
    expect(new Set(heard.map(({ type, userId, data }) => JSON.stringify([type, userId, data])))).toEqual(new Set([
      JSON.stringify(["export.ready", one.user, { exportId: asked.body.exportId, modelId: two.modelId, format: "stl" }]),
      JSON.stringify(["archive.ready", one.user, { archiveId: archive.id, name: "models-stl.zip", format: "stl", models: 2, missing: 0 }]),
    ]));
    const told = [...stream.text().matchAll(/^event: ((?:export|archive)\..*)$/gm)].map(([, type]) => type);
    expect(told.filter((type) => type !== "export.progress")).toEqual(["export.ready", "archive.ready"]);
    await stream.leave();
    for (const end of leave) end();
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
