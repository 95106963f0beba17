import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RemoteFile, TaskReport } from "../provider.ts";
import { recorded } from "./test/read-recorded-tasks.ts";
import { readEpoch, toTaskReport } from "./to-task-report.ts";

const DAY_MS = 24 * 60 * 60_000;
const OPTIONS = { fileOrigin: null, fileLifeMs: 3 * DAY_MS };
const report = (name: string, changes?: Record<string, unknown>): TaskReport => toTaskReport(recorded(name, changes), OPTIONS);

function succeeded(task: TaskReport): Extract<TaskReport, { status: "SUCCEEDED" }> {
  if (task.status !== "SUCCEEDED") throw new Error(`The report is ${task.status}.`);
  return task;
}

const names = (task: TaskReport): string[] => succeeded(task).files.map(({ name }) => name);

describe("a task on its way", () => {
  it("is waiting with its place in the queue, or being made with its progress", () => {
    expect(report("pending")).toEqual({ status: "PENDING", queuePlace: 3 });
    expect(report("pending", { preceding_tasks: null })).toEqual({ status: "PENDING", queuePlace: null });
    expect(report("inProgress")).toEqual({ status: "IN_PROGRESS", progress: 73 });
  });

  it("is not at its end by a word that nobody knows, or by none", () => {
    expect(report("unknownWord")).toEqual({ status: "IN_PROGRESS", progress: 99 });
    for (const status of [undefined, null, "", 7, {}, "DONE"]) expect(report("bare", { status })).toEqual({ status: "IN_PROGRESS", progress: 0 });
  });

  it.each([[45.9, 45], ["61", 61], [-3, 0], [1e9, 100], [null, 0], ["abc", 0], [{}, 0], [Number.NaN, 0]])("has progress %j as %j", (progress, expected) => {
    expect(report("inProgress", { progress })).toEqual({ status: "IN_PROGRESS", progress: expected });
  });
});

describe("a task that succeeded", () => {
  it("names every file that is there, with our names and types, and leaves out what is not", () => {
    const { files, cost, filesExpireAt } = succeeded(report("succeeded"));
    expect(files.map(({ kind, name, contentType, texture }) => [kind, name, contentType, ...(texture ? [texture.set, texture.map] : [])])).toEqual([
      ["glb", "model.glb", "model/gltf-binary"],
      ["fbx", "model.fbx", "application/octet-stream"],
      ["obj", "model.obj", "model/obj"],
      ["mtl", "model.mtl", "model/mtl"],
      ["usdz", "model.usdz", "model/vnd.usdz+zip"],
      ["thumbnail", "thumbnail.png", "image/png"],
      ["texture", "texture_0.png", "image/png", 0, "base_color"],
      ["texture", "texture_0_metallic.png", "image/png", 0, "metallic"],
      ["texture", "texture_0_roughness.png", "image/png", 0, "roughness"],
      ["texture", "texture_0_normal.png", "image/png", 0, "normal"],
      ["texture", "texture_0_emission.png", "image/png", 0, "emission"],
    ]);
    expect(files[0]?.url).toBe("https://assets.meshy.ai/u/tasks/t/output/model.glb?Expires=1764317032&Signature=s&Key-Pair-Id=k");
    expect(cost).toEqual({ amount: 30, unit: "Meshy credits" });
    expect(filesExpireAt).toEqual(new Date(1764317032519));
  });

  it("has the raw mesh and the further thumbnails where they were asked for", () => {
    const files: readonly RemoteFile[] = succeeded(report("succeededRaw")).files;
    expect(files.map(({ kind, name, contentType }) => `${kind} ${name} ${contentType}`)).toEqual([
      "glb model.glb model/gltf-binary",
      "pre_remeshed_glb pre_remeshed_model.glb model/gltf-binary",
      "thumbnail thumbnail.jpg image/jpeg",
      "alpha_thumbnail alpha_thumbnail.png image/png",
      "thumbnail_0 thumbnail_0.webp image/webp",
      "thumbnail_2 thumbnail_2.png image/png",
    ]);
  });

  it("has succeeded without a GLB too, with the files that there are", () => {
    for (const model_urls of [null, undefined, {}, [], "", { glb: "" }, { glb: null }, { glb: 7 }]) {
      expect(names(report("succeeded", { model_urls, texture_urls: [] }))).toEqual(["thumbnail.png"]);
    }
  });

  it("has textures as a list, as one set alone, or not at all", () => {
    const one = { base_color: "https://assets.meshy.ai/a.jpg" };
    const textures = (texture_urls: unknown) => names(report("succeeded", { model_urls: null, thumbnail_url: null, texture_urls }));
    for (const nothing of [null, undefined, [], "", {}, [null], [[]], [{}], [{ base_color: "" }], [{ metallic: "https://assets.meshy.ai/m.png" }]]) expect(textures(nothing)).toEqual([]);
    expect(textures(one)).toEqual(["texture_0.jpg"]);
    expect(textures([null, one])).toEqual(["texture_1.jpg"]);
    expect(textures([one, { ...one, normal: "https://assets.meshy.ai/n.png", metallic: "" }])).toEqual(["texture_0.jpg", "texture_1.jpg", "texture_1_normal.png"]);
  });

  it("has every map of a set that Meshy gives", () => {
    const maps = ["base_color", "metallic", "roughness", "normal", "emission"];
    const texture_urls = [Object.fromEntries(maps.map((map) => [map, `https://assets.meshy.ai/${map}.png`]))];
    const { files } = succeeded(report("succeeded", { model_urls: null, thumbnail_url: null, texture_urls }));
    expect(files.map(({ name, texture }) => [name, texture?.map])).toEqual([["texture_0.png", "base_color"], ["texture_0_metallic.png", "metallic"], ["texture_0_roughness.png", "roughness"], ["texture_0_normal.png", "normal"], ["texture_0_emission.png", "emission"]]);
  });

  it("gives addresses that are safe to fetch only", () => {
    const bad = ["http://assets.meshy.ai/model.glb", "ftp://a/model.glb", "file:///etc/passwd", "data:,x", "javascript:alert(1)", "https://u:p@assets.meshy.ai/model.glb", "//assets.meshy.ai/model.glb", "model.glb", `https://a/${"x".repeat(5000)}`];
    for (const glb of bad) expect(names(report("succeeded", { model_urls: { glb }, thumbnail_url: glb, texture_urls: [{ base_color: glb }] }))).toEqual([]);
    const task = recorded("succeeded", { model_urls: { glb: "http://127.0.0.1:4010/files/model.glb", obj: "http://127.0.0.1:4011/files/model.obj" }, thumbnail_url: null, texture_urls: null });
    expect(names(toTaskReport(task, { ...OPTIONS, fileOrigin: "http://127.0.0.1:4010" }))).toEqual(["model.glb"]);
  });

  it("tells when the files go by its own word, else by the signatures, else counted from its end", () => {
    const expiry = (changes: Record<string, unknown>) => succeeded(report("succeeded", changes)).filesExpireAt;
    expect(expiry({ expires_at: 0 })).toEqual(new Date(1764317032_000));
    expect(expiry({ expires_at: "abc", model_urls: {}, thumbnail_url: null, texture_urls: null })).toEqual(new Date(1764057832519 + 3 * DAY_MS));
    expect(expiry({ expires_at: null, finished_at: "abc", model_urls: { glb: "https://assets.meshy.ai/model.glb" }, thumbnail_url: null, texture_urls: null })).toBeNull();
  });

  it("costs nothing that is known where it does not say", () => {
    for (const consumed_credits of [null, undefined, "", "abc", -1, {}]) expect(succeeded(report("succeeded", { consumed_credits })).cost).toBeNull();
  });
});

describe("a task that failed", () => {
  it.each([
    ["failedInput", "invalid_input", "user", /these photos.*Meshy says: The images could not be understood as one object\.$/],
    ["failedTimeout", "timeout", "provider", /took too long at Meshy.*Meshy says: The task took too long\.$/],
    ["failedUnavailable", "service_unavailable", "provider", /not available while.*try again later\.$/],
    ["failedServer", "server_error", "provider", /fault of its own\. Please try again\.$/],
    ["failedBare", "failed", "provider", /^Meshy could not make the model\. It gave no reason\. Please try again\.$/],
    ["failedOldForm", "failed", "provider", /^Meshy could not make the model\. Meshy says: Out of ideas$/],
    ["failedWithoutError", "failed", "provider", /It gave no reason/],
    ["canceled", "canceled", "host", /cancelled at Meshy/],
  ])("%s is %s, for the %s", (name, code, actor, message) => {
    expect(report(name)).toMatchObject({ status: "FAILED", code, actor, message: expect.stringMatching(message) });
  });

  it("says so in words, whatever its error looks like", () => {
    for (const task_error of ["Bad luck", { type: "__proto__", message: "Bad luck" }, { type: 5, message: "Bad luck" }]) {
      expect(report("failedInput", { task_error })).toMatchObject({ code: "failed", message: expect.stringContaining("Bad luck") });
    }
    for (const task_error of [[], 7, true, { message: { text: "x" } }]) expect(report("failedInput", { task_error })).toMatchObject({ code: "failed", message: expect.stringContaining("no reason") });
  });

  it("is expired where an older Meshy says so", () => {
    expect(report("expired")).toMatchObject({ status: "EXPIRED", message: expect.stringContaining("gave the task up") });
  });
});

describe("readEpoch", () => {
  it("takes milliseconds and seconds, and nothing that is no time", () => {
    expect(readEpoch(1764057600000)).toEqual(new Date(1764057600000));
    expect(readEpoch("1764057600")).toEqual(new Date(1764057600000));
    for (const nothing of [0, "0", null, undefined, "", "abc", -1, 1e300, Number.NaN, {}, []]) expect(readEpoch(nothing)).toBeNull();
  });
});

describe("whatever is sent", () => {
  const KEYS = ["progress", "preceding_tasks", "finished_at", "expires_at", "model_urls", "thumbnail_url", "thumbnail_urls", "alpha_thumbnail_url", "texture_urls", "task_error", "consumed_credits"];
  const value = fc.oneof(fc.jsonValue(), fc.webUrl({ validSchemes: ["https", "http"] }), fc.record({ glb: fc.webUrl(), base_color: fc.webUrl(), message: fc.string() }));
  const status = fc.constantFrom("SUCCEEDED", "FAILED", "PENDING", "IN_PROGRESS", "CANCELED", "EXPIRED");
  const task = fc.record({ status, ...Object.fromEntries(KEYS.map((key) => [key, value])) }, { requiredKeys: ["status"] });

  it("gives a report that the core can take", () => {
    fc.assert(
      fc.property(task, (given) => {
        const told = toTaskReport(given, OPTIONS);
        if (told.status === "IN_PROGRESS") expect(Number.isInteger(told.progress) && told.progress >= 0 && told.progress <= 100).toBe(true);
        if (told.status === "FAILED") expect(told.message.length).toBeLessThan(500);
        if (told.status !== "SUCCEEDED") return;
        expect(new Set(told.files.map(({ name }) => name)).size).toBe(told.files.length);
        for (const { url, name } of told.files) {
          expect(new URL(url).protocol).toBe("https:");
          expect(name).toMatch(/^[a-z0-9][a-z0-9._-]*$/i);
        }
      }),
      { numRuns: 500 },
    );
  });
});
