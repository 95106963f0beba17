import { describe, expect, it } from "vitest";
import { validateBytes } from "gltf-validator";
import { FAULT_NAMES, FAULTS, type FaultName } from "./index.ts";
import { readGlb } from "./models/glb.ts";
import { ask, BODY, create, finish, get, MINUTE_MS, messageOf, openSimulator, openReceiver, post, TASKS } from "./test/open-simulator.ts";

async function withFault(name: FaultName, options: Parameters<typeof openSimulator>[0] = {}) {
  const simulator = await openSimulator(options);
  simulator.fault(name);
  return simulator;
}

describe("request faults", () => {
  it("server-errors: three requests are answered 500, 502, 503, and nothing is done", async () => {
    const simulator = await withFault("server-errors");
    const answers = [await post(simulator), await ask(simulator, TASKS), await post(simulator)];
    expect(answers.map(({ status }) => status)).toEqual([500, 502, 503]);
    for (const answer of answers) expect(await messageOf(answer)).toMatch(/^\w+: /);
    expect(simulator.creates).toBe(0);
    expect((await post(simulator)).status).toBe(202);
  });

  it("html-errors: two requests are answered with a page", async () => {
    const simulator = await withFault("html-errors");
    const answers = [await ask(simulator, TASKS), await ask(simulator, TASKS)];
    expect(answers.map(({ status, headers }) => [status, headers.get("content-type")])).toEqual(Array(2).fill([502, "text/html"]));
    expect(await answers[0]?.text()).toMatch(/^<html>/);
    expect((await ask(simulator, TASKS)).status).toBe(200);
  });

  it.each([["rate-limited", "1"], ["rate-limited-bare", null]] as const)("%s: one request is answered 429, Retry-After %s", async (name, retryAfter) => {
    const simulator = await withFault(name);
    const answer = await post(simulator);
    expect([answer.status, answer.headers.get("retry-after"), await messageOf(answer)]).toEqual([429, retryAfter, expect.stringMatching(/^RateLimitExceeded/)]);
    expect((await post(simulator)).status).toBe(202);
  });
});

describe("create faults", () => {
  it.each([["create-cut-before", 0], ["create-cut-after", 1]] as const)("%s: cuts the connection, and %i task is made", async (name, creates) => {
    const simulator = await withFault(name);
    await expect(post(simulator)).rejects.toThrow();
    expect([simulator.creates, simulator.balance]).toEqual([creates, 10_000 - 30 * creates]);
    expect(await (await ask(simulator, TASKS)).json()).toHaveLength(creates);
  });

  it.each([["create-error-before", 0], ["create-error-after", 1]] as const)("%s: answers 500, and %i task is made", async (name, creates) => {
    const simulator = await withFault(name);
    expect((await post(simulator)).status).toBe(500);
    expect(simulator.creates).toBe(creates);
  });

  it.each([["create-no-concurrent-tasks", /^NoMoreConcurrentTasks/], ["create-no-pending-tasks", /^NoMorePendingTasks/]] as const)("%s: answers 429 and makes no task", async (name, message) => {
    const simulator = await withFault(name);
    const answer = await post(simulator);
    expect([answer.status, await messageOf(answer), simulator.creates]).toEqual([429, expect.stringMatching(message), 0]);
  });

  it("create-made-late: answers 500, and a minute later the task is there and paid", async () => {
    const simulator = await withFault("create-made-late");
    expect((await post(simulator)).status).toBe(500);
    await simulator.advance(MINUTE_MS - 1);
    expect([simulator.creates, simulator.balance]).toEqual([0, 10_000]);
    await simulator.advance(1);
    expect([simulator.creates, simulator.balance]).toEqual([1, 9_970]);
    expect(await (await ask(simulator, TASKS)).json()).toMatchObject([{ id: simulator.tasks[0]?.id, created_at: simulator.now() }]);
  });

  it("create-made-late: makes nothing when no place is free by then", async () => {
    const simulator = await withFault("create-made-late", { limits: { requestsPerSecond: 1000, queuedTasks: 1, concurrentTasks: 1 } });
    expect((await post(simulator)).status).toBe(500);
    expect((await post(simulator)).status).toBe(202);
    await simulator.advance(MINUTE_MS);
    expect(simulator.creates).toBe(1);
  });

  it("create-slow: makes the task at once and answers 90 seconds later", async () => {
    const simulator = await withFault("create-slow");
    const answer = post(simulator);
    await expect.poll(() => simulator.creates, { timeout: 5000 }).toBe(1);
    await simulator.advance(90_000);
    expect((await answer).status).toBe(202);
  });
});

describe("task faults", () => {
  it.each([
    ["failed-invalid-input", { type: "invalid_input" }],
    ["failed-timeout", { type: "timeout" }],
    ["failed-service-unavailable", { type: "service_unavailable" }],
    ["failed-server-error", { type: "server_error" }],
    ["failed-bare", { message: "" }],
  ] as const)("%s: ends FAILED with %j, paid back", async (name, error) => {
    const simulator = await withFault(name);
    expect(await finish(simulator)).toMatchObject({ status: "FAILED", task_error: error, consumed_credits: 0, model_urls: {} });
    expect(simulator.balance).toBe(10_000);
  });

  it.each([["canceled", "CANCELED"], ["expired", "EXPIRED"]] as const)("%s: ends %s", async (name, status) => {
    expect(await finish(await withFault(name))).toMatchObject({ status, task_error: null });
  });

  it("stall: stands at 99 % for 30 minutes, then ends", async () => {
    const simulator = await withFault("stall");
    const id = await create(simulator);
    await simulator.advance(30 * MINUTE_MS);
    expect(await get(simulator, id)).toMatchObject({ status: "IN_PROGRESS", progress: 99 });
    await simulator.advance(5 * MINUTE_MS);
    expect((await get(simulator, id)).status).toBe("SUCCEEDED");
  });

  it("stall-forever: stands at 99 % until it is released", async () => {
    const simulator = await withFault("stall-forever");
    const id = await create(simulator);
    await simulator.advance(48 * 60 * MINUTE_MS);
    expect(await get(simulator, id)).toMatchObject({ status: "IN_PROGRESS", progress: 99 });
    await simulator.release(id);
    expect((await get(simulator, id)).status).toBe("SUCCEEDED");
  });

  it("listed-late: is found by its id at once, and in the list a minute later", async () => {
    const simulator = await withFault("listed-late");
    const id = await create(simulator);
    const listed = async () => ((await (await ask(simulator, TASKS)).json()) as { id: string }[]).map((task) => task.id);
    expect([(await get(simulator, id)).id, await listed()]).toEqual([id, []]);
    await simulator.advance(MINUTE_MS - 1);
    expect(await listed()).toEqual([]);
    await simulator.advance(1);
    expect(await listed()).toEqual([id]);
  });

  it("not-found: two looks are answered 404, the third finds it", async () => {
    const simulator = await withFault("not-found");
    const id = await create(simulator);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await ask(simulator, `${TASKS}/${id}`)).status);
    expect(statuses).toEqual([404, 404, 200]);
  });

  it("files-late: has succeeded for half a minute before it has files, and tells nobody of them", async () => {
    const { url, received } = await openReceiver();
    const simulator = await withFault("files-late", { webhooks: [{ url, secret: "s" }] });
    const id = await create(simulator);
    while ((await get(simulator, id)).status !== "SUCCEEDED") await simulator.advance(1000);
    const told = received.length;
    expect([received.at(-1)?.body, await get(simulator, id)]).toMatchObject(Array(2).fill({ status: "SUCCEEDED", model_urls: {}, thumbnail_url: "" }));
    await simulator.advance(30_000);
    const { model_urls: urls } = await get(simulator, id);
    expect([(await fetch(urls.glb ?? "")).status, received.length]).toEqual([200, told]);
  });

  it("unknown-status: shows a word that nobody knows before the end", async () => {
    const simulator = await withFault("unknown-status");
    const id = await create(simulator);
    const words = new Set<string>();
    for (let i = 0; i < 60; i++) {
      words.add((await get(simulator, id)).status);
      await simulator.advance(5000);
    }
    expect([...words]).toEqual(["PENDING", "IN_PROGRESS", "POST_PROCESSING", "SUCCEEDED"]);
  });

  it.each([
    ["null-fields", { started_at: null, finished_at: null, expires_at: null, model_urls: null, thumbnail_url: null, texture_urls: null, task_error: null }],
    ["empty-fields", { started_at: 0, finished_at: 0, expires_at: 0, model_urls: { glb: "", fbx: "" }, thumbnail_url: "", texture_urls: [], task_error: { message: "" } }],
  ] as const)("%s: shows what is not there as %j, and what is there as ever", async (name, shown) => {
    const simulator = await withFault(name);
    const id = await create(simulator);
    expect(await get(simulator, id)).toMatchObject(shown);
    await simulator.finishAll();
    const task = await get(simulator, id);
    expect(task).toMatchObject({ status: "SUCCEEDED", model_urls: { fbx: shown.thumbnail_url } });
    expect((await fetch(task.model_urls.glb ?? "")).status).toBe(200);
  });

  it("absent-fields: has no key for what is not there", async () => {
    const simulator = await withFault("absent-fields");
    const task = await get(simulator, await create(simulator));
    for (const key of ["started_at", "finished_at", "expires_at", "model_urls", "thumbnail_url", "texture_urls", "task_error"]) expect(task).not.toHaveProperty(key);
  });

  it("extra-fields: has keys that are not documented", async () => {
    const known = Object.keys(await finish(await openSimulator()));
    expect(Object.keys(await finish(await withFault("extra-fields"))).filter((key) => !known.includes(key)).length).toBeGreaterThan(0);
  });
});

describe("file faults", () => {
  const download = async (url: string): Promise<Uint8Array> => new Uint8Array(await (await fetch(url)).arrayBuffer());

  async function open(name: FaultName) {
    const simulator = await withFault(name);
    const { model_urls: urls } = await finish(simulator);
    return { url: urls.glb ?? "", whole: simulator.tasks[0]?.files.get("model.glb")?.bytes ?? new Uint8Array(0), simulator };
  }

  it("file-truncated: two downloads are cut half-way, the third is whole", async () => {
    const { url, whole } = await open("file-truncated");
    for (let i = 0; i < 2; i++) {
      const answer = await fetch(url);
      expect(answer.headers.get("content-length")).toBe(String(whole.length));
      await expect(answer.arrayBuffer()).rejects.toThrow();
    }
    expect((await download(url)).length).toBe(whole.length);
  });

  it("file-short: two downloads are half the file and look well", async () => {
    const { url, whole } = await open("file-short");
    expect([(await download(url)).length, (await download(url)).length, (await download(url)).length]).toEqual([Math.floor(whole.length / 2), Math.floor(whole.length / 2), whole.length]);
  });

  it("file-wrong-type: two downloads say text/html", async () => {
    const { url } = await open("file-wrong-type");
    const types = [];
    for (let i = 0; i < 3; i++) types.push((await fetch(url)).headers.get("content-type"));
    expect(types).toEqual(["text/html; charset=utf-8", "text/html; charset=utf-8", "model/gltf-binary"]);
  });

  it("file-corrupt: two downloads are no GLB, the third is", async () => {
    const { url, whole } = await open("file-corrupt");
    for (let i = 0; i < 2; i++) {
      const bytes = await download(url);
      expect(bytes.length).toBe(whole.length);
      expect(() => readGlb(bytes)).toThrow();
    }
    expect(readGlb(await download(url)).gltf.asset.version).toBe("2.0");
  });

  it("file-corrupt-forever: every download is no GLB", async () => {
    const { url } = await open("file-corrupt-forever");
    for (let i = 0; i < 4; i++) await expect(download(url).then(readGlb)).rejects.toThrow();
  });

  it("file-unavailable: two downloads are answered 503", async () => {
    const { url } = await open("file-unavailable");
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await fetch(url)).status);
    expect(statuses).toEqual([503, 503, 200]);
  });

  it("file-slow: the file drips for a minute", async () => {
    const { url, whole, simulator } = await open("file-slow");
    const bytes = (await fetch(url)).arrayBuffer();
    let done = false;
    void bytes.then(() => (done = true));
    await simulator.advance(50_000);
    expect(done).toBe(false);
    await simulator.advance(10_000);
    expect((await bytes).byteLength).toBe(whole.length);
  });

  it("file-large: the GLB has 30 MB and is valid", async () => {
    const { url } = await open("file-large");
    const bytes = await download(url);
    expect(bytes.length).toBeGreaterThanOrEqual(30_000_000);
    expect((await validateBytes(bytes)).issues.numErrors).toBe(0);
  });
});

describe("switches", () => {
  it("hits the tasks that a predicate picks, as often as it is told to", async () => {
    const simulator = await openSimulator();
    simulator.fault("failed-timeout", { when: ({ request }) => request.topology === "quad" });
    simulator.fault("canceled", { times: 2, when: ({ request }) => request.topology === "triangle" });
    for (const topology of ["triangle", "quad", "triangle", "triangle", "quad"]) await create(simulator, { topology });
    await simulator.finishAll();
    expect(simulator.tasks.map(({ status }) => status)).toEqual(["CANCELED", "FAILED", "CANCELED", "SUCCEEDED", "FAILED"]);
  });

  it("can be cleared", async () => {
    const simulator = await openSimulator({ faults: { "server-errors": 1 } });
    simulator.fault("create-cut-before");
    expect((await post(simulator)).status).toBe(500);
    simulator.clearFaults();
    expect((await post(simulator)).status).toBe(202);
  });

  it("happen at random with their probability, the same for the same seed", async () => {
    const run = async (seed: number) => {
      const simulator = await openSimulator({ seed, faults: { "failed-timeout": 0.25, canceled: 0.25 }, limits: { requestsPerSecond: 1000, queuedTasks: 100, concurrentTasks: 100 } });
      for (let i = 0; i < 60; i++) await create(simulator);
      await simulator.finishAll();
      return simulator.tasks.map(({ status }) => status);
    };
    const statuses = await run(3);
    expect(await run(3)).toEqual(statuses);
    const failed = statuses.filter((status) => status === "FAILED").length;
    expect(failed).toBeGreaterThan(5);
    expect(failed).toBeLessThan(30);
    expect(new Set(statuses)).toEqual(new Set(["FAILED", "CANCELED", "SUCCEEDED"]));
  });

  it("hit the same requests for the same seed, in whatever order they arrive", async () => {
    const bodies = Array.from({ length: 40 }, (_, i) => ({ ...BODY, target_polycount: 100 + i }));
    const run = async (order: typeof bodies) => {
      const faults = { "create-error-before": 0.2, "create-error-after": 0.2, "failed-timeout": 0.2, "file-short": 0.3, "webhook-dropped": 0.3 };
      const simulator = await openSimulator({ seed: 5, faults, limits: { requestsPerSecond: 1000, queuedTasks: 100, concurrentTasks: 100 } });
      const answers = new Map<number, number>();
      for (const body of order) answers.set(body.target_polycount, (await post(simulator, body)).status);
      await simulator.finishAll();
      const tasks = new Map(simulator.tasks.map((task) => [task.request.target_polycount, { ending: task.status, faults: task.faults.names, took: task.finishedAt - task.startedAt }]));
      return bodies.map(({ target_polycount: count }) => [answers.get(count), tasks.get(count)]);
    };
    const straight = await run(bodies);
    expect(await run(bodies.toReversed())).toEqual(straight);
    expect(new Set(straight.map(([status]) => status))).toEqual(new Set([202, 500]));
  });

  it("that come at random spoil one to four downloads of each file", async () => {
    const simulator = await openSimulator({ faults: { "file-unavailable": 1 }, limits: { requestsPerSecond: 1000, queuedTasks: 100, concurrentTasks: 100 } });
    for (let i = 0; i < 30; i++) await create(simulator);
    await simulator.finishAll();
    const counts = new Set<number>();
    for (const { id } of simulator.tasks) {
      const url = (await get(simulator, id)).model_urls.glb ?? "";
      let spoiled = 0;
      while ((await fetch(url)).status === 503) spoiled++;
      counts.add(spoiled);
    }
    expect([...counts].sort()).toEqual([1, 2, 3, 4]);
  });

  it("are described in one sentence each", () => {
    for (const name of FAULT_NAMES) expect(FAULTS[name].text, name).toMatch(/^[A-Z][^.]*\.$|^[A-Z].* answered 500, 502.*\.$/);
  });
});
