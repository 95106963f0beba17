import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeApi } from "../test/fake-api.ts";
import { serveFakeApi, type ServedApi } from "../test/serve-fake-api.ts";
import { createModel3DClient, type Model3DClient } from "./index.ts";

let fake: FakeApi;
let served: ServedApi;
let client: Model3DClient;
let modelId: string;

beforeEach(async () => {
  fake = new FakeApi();
  served = await serveFakeApi(fake);
  client = createModel3DClient({ api: served.api, stream: { pollIntervalMs: 20 } });
  modelId = fake.add({ sourceId: "10000000-0000-4000-8000-000000000001" }).id;
});

afterEach(() => served.close());

const started = () => vi.waitFor(() => fake.exports.all[0]?.exportId ?? Promise.reject(new Error("not started")), { timeout: 10_000 });
const streaming = () => vi.waitFor(() => expect(fake.streamCount).toBe(1), { timeout: 10_000 });

describe("exports", () => {
  it("lists the formats and says which model is meant", async () => {
    fake.exports.unusual.fbx = { how: "provider" };
    const formats = await client.exportFormats({ modelId });
    expect(formats.map(({ format }) => format)).toContain("step");
    expect(formats.find(({ format }) => format === "fbx")?.how).toBe("provider");
    expect(fake.requests.at(-1)).toBe(`GET /export-formats?modelId=${modelId}`);
  });

  it("keeps the size of the thing", async () => {
    const size = { axis: "height", value: 120, unit: "mm" } as const;
    expect((await client.setSize(modelId, size)).real_size).toEqual(size);
    expect((await client.setSize(modelId, null)).real_size).toBeNull();
  });

  it("gives a GLB at once, without a stream", async () => {
    expect(await client.exportModel({ modelId, format: "glb" })).toMatchObject({ status: "SUCCEEDED", how: "direct", exportId: null });
    expect(fake.streamCount).toBe(0);
  });

  it("follows the stream until the file is ready, and leaves it", async () => {
    const heard: number[] = [];
    const waiting = client.exportModel({ modelId, format: "step" }, { onProgress: ({ progress }) => heard.push(progress) });
    const exportId = await started();
    await streaming();
    fake.exports.progress(exportId, 40);
    await vi.waitFor(() => expect(heard).toContain(40), { timeout: 10_000 });
    fake.exports.ready(exportId);
    expect(await waiting).toMatchObject({ status: "SUCCEEDED", url: "/fake/export", exportId });
    await vi.waitFor(() => expect(fake.streamCount).toBe(0), { timeout: 10_000 });
  });

  it("tells why it failed, and starts anew when it is asked for again", async () => {
    const waiting = client.exportModel({ modelId, format: "step" });
    const exportId = await started();
    fake.exports.fail(exportId, { code: "too_many_faces", message: "Ask for fewer faces." });
    expect(await waiting).toMatchObject({ status: "FAILED", failure: { code: "too_many_faces" } });
    expect((await client.startExport({ modelId, format: "step" })).exportId).not.toBe(exportId);
  });

  it("asks for it now and then where there is no stream, also after an answer that may pass", async () => {
    fake.hasStream = false;
    const waiting = client.exportModel({ modelId, format: "stl" });
    const exportId = await started();
    fake.failures.set("/convert-to-cad", ["service_unavailable"]);
    await vi.waitFor(() => expect(fake.failures.get("/convert-to-cad")).toEqual([]), { timeout: 10_000 });
    fake.exports.ready(exportId);
    expect((await waiting).status).toBe("SUCCEEDED");
  });

  it("ends the waiting with the signal, and with an export that is gone", async () => {
    const leaving = new AbortController();
    const left = client.exportModel({ modelId, format: "stl" }, { signal: leaving.signal });
    await started();
    leaving.abort(new Error("gone"));
    await expect(left).rejects.toThrow("gone");
    const waiting = client.exportModel({ modelId, format: "stl" });
    fake.fails("/convert-to-cad", "not_found");
    fake.endStreams();
    await expect(waiting).rejects.toMatchObject({ code: "not_found" });
  });
});
