import { describe, expect, it } from "vitest";
import type { FaultName } from "@model-3d/meshy-simulator";
import type { TaskReport } from "../provider.ts";
import { call, DAY_MS, errorOf, openMeshy, openProvider, request, succeeded, view } from "./test/open-meshy.ts";

const ALWAYS = { from: new Date(0), to: new Date("2100-01-01") };

describe("a task at Meshy", () => {
  it("goes from its place in the queue to its files", async () => {
    const { simulator, provider } = await openMeshy({ limits: { requestsPerSecond: 1000, queuedTasks: 100, concurrentTasks: 1 } });
    const about = call();
    const first = await provider.createTask(await request({ pbr: true, textureResolution: "8k" }), about);
    const second = await provider.createTask(await request({ texture: false }), about);
    expect(await provider.readTask(second, about)).toEqual({ status: "PENDING", queuePlace: 1 });
    await simulator.advance(60_000);
    expect(await provider.readTask(first, about)).toEqual({ status: "IN_PROGRESS", progress: expect.any(Number) });
    await simulator.finishAll();
    const { files, cost, filesExpireAt } = succeeded(await provider.readTask(first, about));
    expect(files.map(({ name }) => name)).toEqual(["model.glb", "model.obj", "model.mtl", "model.usdz", "thumbnail.png", "texture_0.png", "texture_0_metallic.png", "texture_0_roughness.png", "texture_0_normal.png"]);
    expect(cost).toEqual(provider.costOf({ pbr: true, textureResolution: "8k" }));
    expect(filesExpireAt?.getTime()).toBe(Math.floor((simulator.tasks[0]?.finishedAt ?? 0) + 3 * DAY_MS));
    expect(provider.fileOrigins).toEqual([simulator.url]);
    const glb = Buffer.from(await (await fetch(files[0]?.url ?? "")).arrayBuffer());
    expect(glb.toString("latin1", 0, 4)).toBe("glTF");
    const bare = succeeded(await provider.readTask(second, about));
    expect(bare.cost).toEqual({ amount: 20, unit: "Meshy credits" });
    expect(bare.files.some(({ kind }) => kind === "texture")).toBe(false);
    // Announced: two creations, four readings.
    expect(about.requests).toBe(6);
  });

  it("gets the views in Meshy's order, whatever order they come in", async () => {
    const { simulator, provider } = await openMeshy();
    const shown = [await view("top"), await view("side"), await view("back"), await view("front")];
    const read: string[] = [];
    const views = shown.map((one) => ({ ...one, read: (signal: AbortSignal) => (read.push(one.view), one.read(signal)) }));
    await provider.createTask(await request({}, views), call());
    expect(read).toEqual(["front", "back", "side", "top"]);
    expect(simulator.tasks[0]?.request).toMatchObject({ ai_model: "meshy-7.1", should_remesh: true, target_formats: ["glb", "fbx", "obj", "usdz"], image_urls: { length: 4 } });
  });

  it("gets four of six views, which is what Meshy takes", async () => {
    const { simulator, provider } = await openMeshy();
    const shown = await Promise.all((["bottom", "left", "top", "side", "back", "front"] as const).map((name) => view(name)));
    await provider.createTask(await request({}, shown), call());
    expect(simulator.tasks[0]?.request).toMatchObject({ image_urls: { length: provider.capabilities.maxViews } });
    expect(provider.capabilities.maxViews).toBe(4);
  });

  it("is stopped by deletion, once or twice, and is gone then", async () => {
    const { provider } = await openMeshy();
    const handle = await provider.createTask(await request(), call());
    for (let times = 0; times < 2; times += 1) await provider.cancelTask?.(handle, call());
    expect(await provider.readTask(handle, call())).toEqual({ status: "GONE" });
    expect(await provider.readTask({ taskId: "0193b2c4-6f00-7a11-8c1d-00000000dead" }, call())).toEqual({ status: "GONE" });
  });

  it("is gone with its files after three days", async () => {
    const { simulator, provider } = await openMeshy();
    const handle = await provider.createTask(await request(), call());
    await simulator.finishAll();
    await simulator.advance(4 * DAY_MS);
    expect(await provider.readTask(handle, call())).toEqual({ status: "GONE" });
  });

  it.each<[FaultName, Partial<Record<string, unknown>>]>([
    ["failed-invalid-input", { status: "FAILED", code: "invalid_input", actor: "user", cost: { amount: 0, unit: "Meshy credits" } }],
    ["failed-timeout", { status: "FAILED", code: "timeout", actor: "provider" }],
    ["failed-service-unavailable", { status: "FAILED", code: "service_unavailable" }],
    ["failed-server-error", { status: "FAILED", code: "server_error" }],
    ["failed-bare", { status: "FAILED", code: "failed" }],
    ["canceled", { status: "FAILED", code: "canceled" }],
    ["expired", { status: "EXPIRED" }],
    ["stall-forever", { status: "IN_PROGRESS", progress: 99 }],
    ["null-fields", { status: "SUCCEEDED" }],
    ["empty-fields", { status: "SUCCEEDED" }],
    ["absent-fields", { status: "SUCCEEDED" }],
    ["extra-fields", { status: "SUCCEEDED" }],
  ])("that Meshy ends by %s is read", async (fault, expected) => {
    const { simulator, provider } = await openMeshy();
    simulator.fault(fault);
    const handle = await provider.createTask(await request(), call());
    expect(await provider.readTask(handle, call())).toMatchObject({ status: "PENDING" });
    await simulator.finishAll();
    await simulator.advance(10 * 60_000);
    const report = await provider.readTask(handle, call());
    expect(report).toMatchObject(expected);
    if (report.status === "SUCCEEDED") expect(report.files.map(({ name }) => name)).toEqual(["model.glb", "model.obj", "model.mtl", "model.usdz", "thumbnail.png", "texture_0.png"]);
  });

  it("is still being made while its status is a word that nobody knows", async () => {
    const { simulator, provider } = await openMeshy();
    simulator.fault("unknown-status");
    const handle = await provider.createTask(await request(), call());
    const seen = new Set<string>();
    for (let minute = 0; minute < 8; minute += 1, await simulator.advance(30_000)) seen.add(`${simulator.tasks[0]?.shownStatus !== null} ${(await provider.readTask(handle, call())).status}`);
    expect([...seen]).toContain("true IN_PROGRESS");
    expect([...seen].filter((one) => one.startsWith("true"))).toEqual(["true IN_PROGRESS"]);
  });
});

describe("a creation that goes wrong", () => {
  it.each<[FaultName, Record<string, unknown>, number]>([
    ["create-cut-before", { taskFate: "unknown", retryable: true, actor: "provider", code: "connection_lost" }, 0],
    ["create-cut-after", { taskFate: "unknown", retryable: true, actor: "provider", code: "connection_lost" }, 1],
    ["create-error-before", { taskFate: "unknown", retryable: true, actor: "provider", code: "provider_unavailable" }, 0],
    ["create-error-after", { taskFate: "unknown", retryable: true, actor: "provider", code: "provider_unavailable" }, 1],
    ["server-errors", { taskFate: "unknown", retryable: true, code: "provider_unavailable" }, 0],
    ["html-errors", { taskFate: "unknown", retryable: true, code: "provider_unavailable" }, 0],
    ["rate-limited", { taskFate: "none", retryable: true, limit: "rate", retryAfterMs: 1000 }, 0],
    ["rate-limited-bare", { taskFate: "none", retryable: true, limit: "rate", retryAfterMs: null }, 0],
    ["create-no-concurrent-tasks", { taskFate: "none", retryable: true, limit: "places" }, 0],
    ["create-no-pending-tasks", { taskFate: "none", retryable: true, limit: "places" }, 0],
  ])("by %s tells what has become of the task", async (fault, expected, found) => {
    const { simulator, provider } = await openMeshy();
    simulator.fault(fault);
    const error = await errorOf(provider.createTask(await request(), call()));
    expect(error).toMatchObject(expected);
    expect(error.message).not.toMatch(/127\.0\.0\.1|msy_|ECONN|undefined/);
    simulator.clearFaults();
    const tasks = await provider.findTasks?.(ALWAYS, await request(), call());
    expect(tasks).toHaveLength(found);
    expect(simulator.creates).toBe(found);
    if (found > 0) expect(tasks).toEqual([{ handle: { taskId: simulator.tasks[0]?.id }, createdAt: new Date(simulator.tasks[0]?.createdAt ?? 0) }]);
  });

  it("by an answer that is too slow leaves a task that is found", async () => {
    const { simulator, provider } = await openMeshy({}, { createTimeoutMs: 400 });
    simulator.fault("create-slow");
    expect(await errorOf(provider.createTask(await request(), call()))).toMatchObject({ code: "timeout", taskFate: "unknown", retryable: true });
    expect(await provider.findTasks?.(ALWAYS, await request(), call())).toHaveLength(1);
  });

  it("for want of a place, of credits or of the right key is told apart", async () => {
    const { simulator, provider } = await openMeshy({ limits: { requestsPerSecond: 1000, queuedTasks: 1 } });
    await provider.createTask(await request(), call());
    expect(await errorOf(provider.createTask(await request(), call()))).toMatchObject({ limit: "places", taskFate: "none", actor: "provider" });
    await simulator.finishAll();
    simulator.balance = 10;
    expect(await errorOf(provider.createTask(await request(), call()))).toMatchObject({ actor: "host", code: "provider_account_empty", taskFate: "none", retryable: false });
    const stranger = openProvider(simulator.url, { apiKey: "msy_somebody-else" });
    const refused = await errorOf(stranger.createTask(await request(), call()));
    expect(refused).toMatchObject({ actor: "host", code: "provider_key_refused", taskFate: "none", retryable: false });
    expect(`${refused.message} ${refused.stack} ${JSON.stringify(refused)} ${String(refused.cause)}`).not.toContain("somebody-else");
    expect(await errorOf(stranger.readTask({ taskId: "a" }, call()))).toMatchObject({ actor: "host", code: "provider_key_refused" });
    expect(simulator.creates).toBe(1);
  });
});

describe("the list of tasks", () => {
  it("is looked through back to the window's start", async () => {
    const { simulator, provider } = await openMeshy();
    const moments: number[] = [];
    for (let i = 0; i < 56; i += 1) {
      moments.push(simulator.now());
      await provider.createTask(await request({}, [await view("front")]), call());
      await simulator.advance(1000);
    }
    const window = (first: number, last: number) => ({ from: new Date(moments[first] ?? 0), to: new Date(moments[last] ?? 0) });
    const ids = (tasks: { handle: { taskId: string } }[] = []) => tasks.map(({ handle }) => handle.taskId).sort();
    const expected = (first: number, last: number) => simulator.tasks.slice(first, last + 1).map(({ id }) => id).sort();
    const [recent, old] = [call(), call()];
    expect(ids(await provider.findTasks?.(window(50, 52), await request(), recent))).toEqual(expected(50, 52));
    expect(recent.requests).toBe(1);
    expect(ids(await provider.findTasks?.(window(2, 7), await request(), old))).toEqual(expected(2, 7));
    expect(old.requests).toBe(2);
    expect(await provider.findTasks?.({ from: new Date(moments[55]! + 1), to: ALWAYS.to }, await request(), call())).toEqual([]);
  });
});

describe("Meshy's event stream", () => {
  it("tells everything until the task has ended, each thing once", async () => {
    const { simulator, provider } = await openMeshy();
    const handle = await provider.createTask(await request(), call());
    const about = call();
    const reports: TaskReport[] = [];
    for await (const report of provider.streamTask!(handle, about)) {
      reports.push(report);
      if (reports.length === 1) void simulator.finishAll();
    }
    expect(about.requests).toBe(1);
    expect(reports[0]).toMatchObject({ status: "PENDING", queuePlace: 0 });
    expect(reports.at(-1)).toEqual(await provider.readTask(handle, call()));
    const progress = reports.flatMap((report) => (report.status === "IN_PROGRESS" ? [report.progress] : []));
    expect(progress.length).toBeGreaterThan(5);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(new Set(reports.map((report) => JSON.stringify(report))).size).toBe(reports.length);
    expect(simulator.streams.open).toBe(0);
  });

  it.each<[FaultName, Record<string, unknown>]>([
    ["stream-cut", { retryable: true, actor: "provider", code: "connection_lost" }],
    ["stream-error", { retryable: true, actor: "provider", code: "provider_unavailable" }],
  ])("that breaks off by %s says so", async (fault, expected) => {
    const { simulator, provider } = await openMeshy();
    simulator.fault(fault);
    const handle = await provider.createTask(await request(), call());
    const reports: TaskReport[] = [];
    const reading = async () => {
      for await (const report of provider.streamTask!(handle, call())) {
        reports.push(report);
        void simulator.advance(60_000);
      }
    };
    expect(await errorOf(reading())).toMatchObject(expected);
    expect(reports).toHaveLength(1);
  });

  it("says of a task that is not there, or not any more, that it is gone", async () => {
    const { simulator, provider } = await openMeshy();
    const gone = async (taskId: string) => {
      const reports: TaskReport[] = [];
      for await (const report of provider.streamTask!({ taskId }, call())) {
        reports.push(report);
        if (report.status !== "GONE") await provider.cancelTask?.({ taskId }, call());
      }
      return reports.map(({ status }) => status);
    };
    expect(await gone("0193b2c4-6f00-7a11-8c1d-00000000dead")).toEqual(["GONE"]);
    expect(await gone((await provider.createTask(await request(), call())).taskId)).toEqual(["PENDING", "GONE"]);
    expect(simulator.streams.open).toBe(0);
  });

  it("is let go of by whoever leaves it, or stops it", async () => {
    const { simulator, provider } = await openMeshy();
    const handle = await provider.createTask(await request(), call());
    for await (const report of provider.streamTask!(handle, call())) if (report) break;
    const stop = new AbortController();
    const reason = new Error("the version was deleted");
    const reading = async () => {
      for await (const report of provider.streamTask!(handle, call(stop.signal))) if (report) stop.abort(reason);
    };
    await expect(reading()).rejects.toBe(reason);
    await expect.poll(() => simulator.streams.open).toBe(0);
    expect(simulator.streams.opened).toBe(2);
  });
});

describe("health", () => {
  it("is the account's, asked once in a while", async () => {
    const { simulator, provider } = await openMeshy();
    expect(await Promise.all([provider.health(), provider.health()])).toEqual(["ok", "ok"]);
    simulator.balance = 0;
    expect(await provider.health()).toBe("ok");
    const health = (apiKey: string) => openProvider(simulator.url, { apiKey }).health();
    expect(await health(simulator.apiKey)).toMatch(/no credits left/);
    simulator.balance = 7;
    expect(await health(simulator.apiKey)).toMatch(/fewer credits left/);
    expect(await health("msy_somebody-else")).toMatch(/does not accept the key/);
    expect(await openProvider("http://127.0.0.1:1").health()).toMatch(/could not be reached/);
    await provider.close();
    expect(await errorOf(provider.createTask(await request(), call()))).toMatchObject({ code: "closed", actor: "host", retryable: true, taskFate: "none" });
  });
});
