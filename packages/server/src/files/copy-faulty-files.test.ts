import type { ServerResponse } from "node:http";
import { DATABASE_KINDS } from "@model-3d/test-utils/database";
import { describe, expect, it } from "vitest";
import { copyModelFiles, renewRemoteFiles } from "./copy-model-files.ts";
import { retryRefusedFiles } from "./retry-files.ts";
import type { AnswerFile } from "./test/file-server.ts";
import { chainNodes, makeGlb, packGlb, triangleParts } from "./test/make-glb.ts";
import { GLB, OBJ, PNG, sendHtml, sendPart } from "./test/result-files.ts";
import { useCopyBench } from "./test/use-copy-bench.ts";
import { InvalidGlbError } from "./validate-glb.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NEVER = new AbortController().signal;

/** What a service may send for a file, and what is said of it. */
const FAULTS: [string, string, AnswerFile | Uint8Array, string][] = [
  ["an error of the service", "model.glb", (response) => void response.writeHead(503).end(), "answered 503"],
  ["a part where the whole was asked for", "model.glb", (response) => void response.writeHead(206).end(GLB), "answered 206"],
  ["a connection that breaks off", "model.glb", sendPart(GLB, { declared: true, end: (response) => response.destroy() }), "broke off"],
  ["a body that ends early without a length", "model.glb", sendPart(GLB, { declared: false, end: (response) => response.end() }), "bytes that the file should have"],
  ["a body that falls silent", "model.glb", sendPart(GLB, { declared: true, end: () => {} }), "took too long"],
  ["no answer at all", "model.glb", () => {}, "took too long"],
  ["a page of HTML", "model.glb", sendHtml, "no glb file"],
  ["nothing", "model.glb", Buffer.alloc(0), "no glb file"],
  ["a GLB that is corrupt", "model.glb", makeGlb({ bytes: 20_000 }).fill(0x41, 30, 60), "JSON"],
  ["a page of HTML for a picture", "thumbnail.png", sendHtml, "no png file"],
  ["an error in XML for a text format", "model.obj", Buffer.from("<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"), "no obj file"],
  ["a short binary STL", "model.stl", Buffer.alloc(84 + 25).fill(1, 80, 81), "bytes that the file should have"],
  ["more than is taken", "model.obj", (response) => void response.writeHead(200, { "content-length": 2 ** 32 }).write(OBJ), "larger than"],
  ["more than is taken, unsaid", "model.obj", (response) => void response.writeHead(200).end(Buffer.alloc(41_000_000, "v 1 2 3\n")), "larger than"],
];

describe.each(DATABASE_KINDS)("files of a result on %s", (kind) => {
  const stage = useCopyBench(kind);
  const { copy, sweep, answer, glbModel } = stage;

  it.each(kind === "postgres" ? FAULTS : FAULTS.slice(0, 2))("stay where they are after %s, leave nothing behind, and come later", async (_what, name, fault, reason) => {
    answer(`/${name}`, fault);
    const modelId = await stage.bench.makeModel([stage.bench.remote(name.split(".")[1] ?? "", name), stage.bench.remote("mtl", "model.mtl")]);
    await copy(modelId);
    expect(await stage.bench.statesOf(modelId)).toEqual(expect.arrayContaining([expect.stringMatching(`^${name} waiting 1 .*${reason}`), "model.mtl copied 1"]));
    expect(await stage.bench.filesLeft()).toEqual(["model.mtl"]);
    expect(await stage.bench.rowsLeft()).toBe(1);
    expect(await stage.bench.jobsOf(modelId)).toEqual([0, 5]);
    expect(JSON.stringify(stage.bench.log)).not.toContain(stage.bench.server.origin);
    const good = { "model.glb": GLB, "thumbnail.png": PNG, "model.obj": OBJ, "model.stl": Buffer.alloc(84) }[name];
    answer(`/${name}`, good ?? OBJ);
    await copy(modelId);
    expect(stage.bench.server.asked.filter((path) => path === `/${name}`)).toHaveLength(1);
    stage.bench.pass(5_000);
    await copy(modelId);
    expect(await stage.bench.filesLeft()).toEqual(["model.mtl", name].sort());
  });

  it("are tried with growing pauses for as long as the service keeps them, then lost, and that is told", async () => {
    answer("/model.glb", (response) => void response.writeHead(403).end());
    const modelId = await stage.bench.makeModel([stage.bench.remote("glb", "model.glb"), stage.bench.remote("thumbnail", "thumbnail.png")]);
    const pauses: number[] = [];
    for (let tries = 0; tries < 10; tries += 1) {
      await copy(modelId);
      pauses.push((await stage.bench.jobsOf(modelId)).at(-1) ?? 0);
      stage.bench.pass(pauses.at(-1) === undefined ? 0 : (pauses.at(-1) ?? 0) * 1000);
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600, 600]);
    stage.bench.pass(3 * DAY_MS);
    await copy(modelId);
    expect(await stage.bench.statesOf(modelId)).toEqual(["model.glb lost 11 The service answered 403.", "thumbnail.png copied 1"]);
    expect(await stage.bench.placesOf(modelId)).toMatchObject({ model_urls: {}, thumbnail_url: "thumbnail.png" });
    expect(await stage.bench.hostEvents()).toEqual([{ type: "files.lost", data: { modelId, provider: "meshy", files: ["model.glb"], reason: "The service answered 403.", expiresAt: expect.any(String) } }]);
    expect(stage.bench.log.some(({ level, msg }) => level === 50 && msg.includes("lost"))).toBe(true);
    await copy(modelId);
    expect(stage.bench.server.asked.filter((path) => path === "/model.glb")).toHaveLength(11);
  });

  it("are not lost while their service is merely away, even past their time", async () => {
    answer("/model.glb", (response) => void response.writeHead(503).end());
    const modelId = await glbModel();
    stage.bench.pass(3 * DAY_MS + HOUR_MS);
    await copy(modelId);
    expect((await stage.bench.statesOf(modelId))[0]).toMatch(/^model.glb waiting 1/);
    stage.bench.pass(DAY_MS);
    await copy(modelId);
    expect((await stage.bench.statesOf(modelId))[0]).toMatch(/^model.glb lost 2/);
  });

  it("are tried, ever more rarely, while what comes is unusable, and refused only when their time is over", async () => {
    answer("/model.glb", sendHtml);
    const modelId = await glbModel();
    const [begun, pauses]: [number, number[]] = [stage.bench.now.getTime(), []];
    for (let tries = 0; tries < 40; tries += 1) {
      await copy(modelId);
      pauses.push((await stage.bench.jobsOf(modelId)).at(-1) ?? 0);
      stage.bench.pass((pauses.at(-1) ?? 0) * 1000);
    }
    expect(pauses.slice(0, 12)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
    expect((await stage.bench.statesOf(modelId))[0]).toMatch(/^model.glb waiting 40/);
    stage.bench.pass(begun + 3 * DAY_MS - 60_000 - stage.bench.now.getTime());
    await copy(modelId);
    expect((await stage.bench.jobsOf(modelId)).at(-1)).toBe(60);
    stage.bench.pass(60_000);
    await copy(modelId);
    expect(await stage.bench.statesOf(modelId)).toEqual(["model.glb refused 42 What came is no glb file."]);
    expect((await stage.bench.placesOf(modelId)).model_urls).toEqual({});
    expect(await stage.bench.hostEvents()).toMatchObject([{ type: "files.refused", data: { modelId, files: ["model.glb"] } }]);
    expect(await stage.bench.filesLeft()).toEqual([]);
  });

  it.each<[string, AnswerFile | Uint8Array, number?]>([
    ["a page of maintenance for a minute", sendHtml],
    ["a damaged file for hours", Buffer.from(GLB).fill(0x41, 30, 60)],
    ["more than is taken", (response: ServerResponse) => void response.writeHead(200, { "content-length": 2 ** 32 }).write(GLB)],
    ["a check that was given up", makeGlb({ bytes: 5_000 }), 0],
  ])("come although their service, or the check, had long gone wrong with %s", async (_what, fault, gaveUp = 1) => {
    answer("/model.glb", fault);
    const modelId = await glbModel();
    const overloaded = { ...stage.bench.context, glbs: { ...stage.bench.context.glbs, validateGlb: () => Promise.reject(new InvalidGlbError("gave_up", "Its check was given up after 20 seconds.")) } };
    for (let tries = 0; tries < 6; tries += 1) {
      await copyModelFiles(gaveUp === 0 ? overloaded : stage.bench.context, modelId, NEVER);
      stage.bench.pass(5 * HOUR_MS);
    }
    answer("/model.glb", GLB);
    await copy(modelId);
    expect(await stage.bench.statesOf(modelId)).toEqual(["model.glb copied 7"]);
  });

  it("are refused before only as the same whole file that asks for too much, hours apart, and retried at the operator's word", async () => {
    const tooDeep = (generator: string) => {
      const parts = triangleParts();
      parts.json.asset.generator = generator;
      parts.json.nodes = chainNodes(300);
      return packGlb(parts);
    };
    const modelId = await glbModel();
    for (const [content, waits] of [[tooDeep("a"), true], [tooDeep("b"), true], ["busy", true], [tooDeep("b"), true], [tooDeep("b"), false]] as const) {
      answer("/model.glb", content === "busy" ? (response) => void response.writeHead(503).end() : content);
      await copy(modelId);
      expect((await stage.bench.statesOf(modelId))[0]).toMatch(waits ? /waiting/ : /^model.glb refused 5 Its nodes are more than 200 levels deep/);
      stage.bench.pass(1.4 * HOUR_MS);
    }
    answer("/model.glb", GLB);
    await copy(modelId);
    expect(await retryRefusedFiles(stage.bench.context, modelId)).toEqual(["model.glb"]);
    expect((await stage.bench.placesOf(modelId)).model_urls).toEqual({ glb: stage.bench.server.url("/model.glb") });
    expect(await retryRefusedFiles(stage.bench.context, modelId)).toEqual([]);
    await copy(modelId);
    expect(await stage.bench.statesOf(modelId)).toEqual(["model.glb copied 1"]);
    await expect(retryRefusedFiles(stage.bench.context, "00000000-0000-4000-8000-00000000dead")).rejects.toMatchObject({ code: "not_found" });
  });

  it("that their service does not keep any more stay refused", async () => {
    answer("/model.glb", sendHtml);
    const modelId = await glbModel();
    stage.bench.pass(3 * DAY_MS);
    await copy(modelId);
    expect(await retryRefusedFiles(stage.bench.context, modelId)).toEqual([]);
    expect((await stage.bench.statesOf(modelId))[0]).toMatch(/^model.glb refused 1/);
  });

  it("are asked for at their new address where the old one has run out, the service once for all", async () => {
    answer("/new/model.glb", GLB);
    answer("/new/thumbnail.png", PNG);
    for (const path of ["/model.glb", "/thumbnail.png"]) answer(path, (response) => void response.writeHead(403).end());
    const files = [stage.bench.remote("glb", "model.glb"), stage.bench.remote("thumbnail", "thumbnail.png")];
    const modelId = await stage.bench.makeModel(files);
    let asked = 0;
    stage.bench.refresh = async () => {
      asked += 1;
      await renewRemoteFiles(stage.bench.context, { modelId, userId: "00000000-0000-4000-8000-000000000001", provider: "meshy", files: files.map((file) => ({ ...file, url: stage.bench.server.url(`/new/${file.name}`) })), expiresAt: null });
      expect((await stage.bench.placesOf(modelId)).model_urls).toEqual({ glb: stage.bench.server.url("/new/model.glb") });
    };
    await copy(modelId);
    expect(await stage.bench.statesOf(modelId)).toEqual(["model.glb copied 1", "thumbnail.png copied 1"]);
    expect(asked).toBe(1);
  });

  it("are tried again when the service can't be asked for new addresses", async () => {
    answer("/model.glb", (response) => void response.writeHead(410).end());
    const modelId = await glbModel();
    stage.bench.refresh = () => Promise.reject(new Error("the service is away"));
    await copy(modelId);
    expect(await stage.bench.statesOf(modelId)).toEqual(["model.glb waiting 1 The service answered 410."]);
  });

  it("that are about to be lost are told of, once", async () => {
    answer("/model.glb", (response) => void response.writeHead(503).end());
    const modelId = await stage.bench.makeModel([stage.bench.remote("glb", "model.glb"), stage.bench.remote("obj", "model.obj")]);
    await copy(modelId);
    stage.bench.pass(2 * DAY_MS - HOUR_MS);
    await sweep();
    expect(await stage.bench.hostEvents()).toEqual([]);
    stage.bench.pass(2 * HOUR_MS);
    await sweep();
    await sweep();
    expect(await stage.bench.hostEvents()).toEqual([{ type: "files.at_risk", data: { modelId, provider: "meshy", files: ["model.glb"], reason: "The service answered 503.", expiresAt: expect.any(String) } }]);
    expect(stage.bench.log.filter(({ level, msg }) => level === 50 && msg.includes("lost soon"))).toHaveLength(1);
  });
});
