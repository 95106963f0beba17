import { describe, expect, it } from "vitest";
import { ask, create, finish, get, MINUTE_MS, messageOf, openReceiver, openSimulator, openWithFault, post, TASKS } from "./test/open-simulator.ts";

describe("request faults", () => {
  it("server-errors: three requests are answered 500, 502, 503, and nothing is done", async () => {
    const simulator = await openWithFault("server-errors");
    const answers = [await post(simulator), await ask(simulator, TASKS), await post(simulator)];
    expect(answers.map(({ status }) => status)).toEqual([500, 502, 503]);
    for (const answer of answers) expect(await messageOf(answer)).toMatch(/^\w+: /);
    expect(simulator.creates).toBe(0);
    expect((await post(simulator)).status).toBe(202);
  });

  it("html-errors: two requests are answered with a page", async () => {
    const simulator = await openWithFault("html-errors");
    const answers = [await ask(simulator, TASKS), await ask(simulator, TASKS)];
    expect(answers.map(({ status, headers }) => [status, headers.get("content-type")])).toEqual(Array(2).fill([502, "text/html"]));
    expect(await answers[0]?.text()).toMatch(/^<html>/);
    expect((await ask(simulator, TASKS)).status).toBe(200);
  });

  it.each([["rate-limited", "1"], ["rate-limited-bare", null]] as const)("%s: one request is answered 429, Retry-After %s", async (name, retryAfter) => {
    const simulator = await openWithFault(name);
    const answer = await post(simulator);
    expect([answer.status, answer.headers.get("retry-after"), await messageOf(answer)]).toEqual([429, retryAfter, expect.stringMatching(/^RateLimitExceeded/)]);
    expect((await post(simulator)).status).toBe(202);
  });
});

describe("create faults", () => {
  it.each([["create-cut-before", 0], ["create-cut-after", 1]] as const)("%s: cuts the connection, and %i task is made", async (name, creates) => {
    const simulator = await openWithFault(name);
    await expect(post(simulator)).rejects.toThrow();
    expect([simulator.creates, simulator.balance]).toEqual([creates, 10_000 - 30 * creates]);
    expect(await (await ask(simulator, TASKS)).json()).toHaveLength(creates);
  });

  it.each([["create-error-before", 0], ["create-error-after", 1]] as const)("%s: answers 500, and %i task is made", async (name, creates) => {
    const simulator = await openWithFault(name);
    expect((await post(simulator)).status).toBe(500);
    expect(simulator.creates).toBe(creates);
  });

  it.each([["create-no-concurrent-tasks", /^NoMoreConcurrentTasks/], ["create-no-pending-tasks", /^NoMorePendingTasks/]] as const)("%s: answers 429 and makes no task", async (name, message) => {
    const simulator = await openWithFault(name);
    const answer = await post(simulator);
    expect([answer.status, await messageOf(answer), simulator.creates]).toEqual([429, expect.stringMatching(message), 0]);
  });

  it("create-made-late: answers 500, and a minute later the task is there and paid", async () => {
    const simulator = await openWithFault("create-made-late");
    expect((await post(simulator)).status).toBe(500);
    await simulator.advance(MINUTE_MS - 1);
    expect([simulator.creates, simulator.balance]).toEqual([0, 10_000]);
    await simulator.advance(1);
    expect([simulator.creates, simulator.balance]).toEqual([1, 9_970]);
    expect(await (await ask(simulator, TASKS)).json()).toMatchObject([{ id: simulator.tasks[0]?.id, created_at: simulator.now() }]);
  });

  it("create-made-late: makes nothing when no place is free by then", async () => {
    const simulator = await openWithFault("create-made-late", { limits: { requestsPerSecond: 1000, queuedTasks: 1, concurrentTasks: 1 } });
    expect((await post(simulator)).status).toBe(500);
    expect((await post(simulator)).status).toBe(202);
    await simulator.advance(MINUTE_MS);
    expect(simulator.creates).toBe(1);
  });

  it("create-slow: makes the task at once and answers 90 seconds later", async () => {
    const simulator = await openWithFault("create-slow");
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
    const simulator = await openWithFault(name);
    expect(await finish(simulator)).toMatchObject({ status: "FAILED", task_error: error, consumed_credits: 0, model_urls: {} });
    expect(simulator.balance).toBe(10_000);
  });

  it.each([["canceled", "CANCELED"], ["expired", "EXPIRED"]] as const)("%s: ends %s", async (name, status) => {
    expect(await finish(await openWithFault(name))).toMatchObject({ status, task_error: null });
  });

  it("stall: stands at 99 % for 30 minutes, then ends", async () => {
    const simulator = await openWithFault("stall");
    const id = await create(simulator);
    await simulator.advance(30 * MINUTE_MS);
    expect(await get(simulator, id)).toMatchObject({ status: "IN_PROGRESS", progress: 99 });
    await simulator.advance(5 * MINUTE_MS);
    expect((await get(simulator, id)).status).toBe("SUCCEEDED");
  });

  it("stall-forever: stands at 99 % until it is released", async () => {
    const simulator = await openWithFault("stall-forever");
    const id = await create(simulator);
    await simulator.advance(48 * 60 * MINUTE_MS);
    expect(await get(simulator, id)).toMatchObject({ status: "IN_PROGRESS", progress: 99 });
    await simulator.release(id);
    expect((await get(simulator, id)).status).toBe("SUCCEEDED");
  });

  it("listed-late: is found by its id at once, and in the list a minute later", async () => {
    const simulator = await openWithFault("listed-late");
    const id = await create(simulator);
    const listed = async () => ((await (await ask(simulator, TASKS)).json()) as { id: string }[]).map((task) => task.id);
    expect([(await get(simulator, id)).id, await listed()]).toEqual([id, []]);
    await simulator.advance(MINUTE_MS - 1);
    expect(await listed()).toEqual([]);
    await simulator.advance(1);
    expect(await listed()).toEqual([id]);
  });

  it("not-found: two looks are answered 404, the third finds it", async () => {
    const simulator = await openWithFault("not-found");
    const id = await create(simulator);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await ask(simulator, `${TASKS}/${id}`)).status);
    expect(statuses).toEqual([404, 404, 200]);
  });

  it("files-late: has succeeded for half a minute before it has files, and tells nobody of them", async () => {
    const { url, received } = await openReceiver();
    const simulator = await openWithFault("files-late", { webhooks: [{ url, secret: "s" }] });
    const id = await create(simulator);
    while ((await get(simulator, id)).status !== "SUCCEEDED") await simulator.advance(1000);
    const told = received.length;
    expect([received.at(-1)?.body, await get(simulator, id)]).toMatchObject(Array(2).fill({ status: "SUCCEEDED", model_urls: {}, thumbnail_url: "" }));
    await simulator.advance(30_000);
    const { model_urls: urls } = await get(simulator, id);
    expect([(await fetch(urls.glb ?? "")).status, received.length]).toEqual([200, told]);
  });

  it("unknown-status: shows a word that nobody knows before the end", async () => {
    const simulator = await openWithFault("unknown-status");
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
    const simulator = await openWithFault(name);
    const id = await create(simulator);
    expect(await get(simulator, id)).toMatchObject(shown);
    await simulator.finishAll();
    const task = await get(simulator, id);
    expect(task).toMatchObject({ status: "SUCCEEDED", model_urls: { fbx: shown.thumbnail_url } });
    expect((await fetch(task.model_urls.glb ?? "")).status).toBe(200);
  });

  it("absent-fields: has no key for what is not there", async () => {
    const simulator = await openWithFault("absent-fields");
    const task = await get(simulator, await create(simulator));
    for (const key of ["started_at", "finished_at", "expires_at", "model_urls", "thumbnail_url", "texture_urls", "task_error"]) expect(task).not.toHaveProperty(key);
  });

  it("extra-fields: has keys that are not documented", async () => {
    const known = Object.keys(await finish(await openSimulator()));
    expect(Object.keys(await finish(await openWithFault("extra-fields"))).filter((key) => !known.includes(key)).length).toBeGreaterThan(0);
  });
});
