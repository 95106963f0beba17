import { describe, expect, it } from "vitest";
import { startMeshySimulator } from "./start-meshy-simulator.ts";
import { ask, BODY, create, finish, get, messageOf, openSimulator, post, TASKS, type Wire } from "./test/open-simulator.ts";

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("create", () => {
  it("answers 202 with the task's id, a UUIDv7 of this moment", async () => {
    const simulator = await openSimulator();
    const answer = await post(simulator);
    const { result, ...rest } = (await answer.json()) as { result: string };
    expect(answer.status).toBe(202);
    expect(rest).toEqual({});
    expect(result).toMatch(UUID_V7);
    expect(Number.parseInt(result.replaceAll("-", "").slice(0, 12), 16)).toBe(simulator.now());
  });

  it("makes a second task of the same request: there is no idempotency key", async () => {
    const simulator = await openSimulator();
    const headers = { "idempotency-key": "one" };
    const ids = await Promise.all([1, 2].map(async () => (await ask(simulator, TASKS, { method: "POST", headers, body: JSON.stringify(BODY) })).json()));
    expect(new Set(ids.map((answer) => (answer as { result: string }).result)).size).toBe(2);
    expect(simulator.creates).toBe(2);
  });

  it("takes its money from the balance, gives it back on FAILED, and answers 402 when it has run out", async () => {
    const simulator = await openSimulator({ balance: 65 });
    const balance = async () => (await ask(simulator, "/openapi/v1/balance")).json();
    simulator.fault("failed-server-error");
    const failed = await finish(simulator);
    expect(failed).toMatchObject({ status: "FAILED", consumed_credits: 0 });
    expect(await balance()).toEqual({ balance: 65 });
    await finish(simulator);
    await finish(simulator, { texture_resolution: "8k" });
    expect(await balance()).toEqual({ balance: 0 });
    const refused = await post(simulator);
    expect(refused.status).toBe(402);
    expect(await messageOf(refused)).toMatch(/^InsufficientCredits: /);
    expect([simulator.creates, simulator.creditsConsumed]).toEqual([3, 65]);
  });

  it.each([
    [{ should_texture: false }, 20],
    [{ texture_resolution: "2k" }, 30],
    [{ texture_resolution: "4k" }, 30],
    [{ texture_resolution: "8k" }, 35],
    [{ geometry_resolution: "2k" }, 35],
  ])("costs, with %j, %i Meshy credits", async (body, credits) => {
    expect(await finish(await openSimulator(), body)).toMatchObject({ status: "SUCCEEDED", consumed_credits: credits });
  });
});

describe("a task's life", () => {
  it("waits PENDING, goes on IN_PROGRESS, stands at 95 to 99 for 30 to 120 s and ends after 3.5 to 4 minutes", async () => {
    const simulator = await openSimulator();
    const id = await create(simulator);
    const seen: { status: string; progress: number; at: number }[] = [];
    const look = async (): Promise<Wire> => {
      const task = await get(simulator, id);
      seen.push({ status: task.status, progress: task.progress, at: simulator.now() });
      return task;
    };
    while ((await look()).status !== "SUCCEEDED") await simulator.advance(1000);
    expect([...new Set(seen.map(({ status }) => status))]).toEqual(["PENDING", "IN_PROGRESS", "SUCCEEDED"]);
    expect(seen.map(({ progress }) => progress)).toEqual(seen.map(({ progress }) => progress).sort((a, b) => a - b));
    expect(seen.at(-1)?.progress).toBe(100);
    const standing = seen.filter(({ progress }) => progress >= 95 && progress <= 99).length;
    expect(standing).toBeGreaterThanOrEqual(29);
    expect(standing).toBeLessThanOrEqual(121);
    const task = await get(simulator, id);
    expect((task.finished_at - Number(task.started_at)) / 1000).toBeGreaterThanOrEqual(210);
    expect((task.finished_at - Number(task.started_at)) / 1000).toBeLessThanOrEqual(240);
  });

  it("has times in epoch milliseconds, 0 when not yet", async () => {
    const simulator = await openSimulator();
    const createdAt = simulator.now();
    const id = await create(simulator);
    expect(await get(simulator, id)).toMatchObject({ created_at: createdAt, started_at: 0, finished_at: 0, expires_at: 0, task_error: null });
    await simulator.finishAll();
    const { started_at: startedAt, finished_at: finishedAt } = await get(simulator, id);
    expect(startedAt).toBeGreaterThan(createdAt);
    expect(finishedAt).toBeLessThanOrEqual(simulator.now());
  });

  it("tells in preceding_tasks the place in the queue while PENDING", async () => {
    const simulator = await openSimulator({ limits: { requestsPerSecond: 1000, concurrentTasks: 1, queuedTasks: 10 } });
    const ids = [await create(simulator), await create(simulator), await create(simulator)];
    expect(await Promise.all(ids.map(async (id) => (await get(simulator, id)).preceding_tasks))).toEqual([0, 1, 2]);
    await simulator.advance(20_000);
    const tasks = await Promise.all(ids.map((id) => get(simulator, id)));
    expect(tasks.map(({ status }) => status)).toEqual(["IN_PROGRESS", "PENDING", "PENDING"]);
    expect(tasks.map((task) => task.preceding_tasks)).toEqual([0, 0, 1]);
  });

  it("goes faster by the speed: a task in 2 seconds", async () => {
    const simulator = await openSimulator({ speed: 120 });
    const id = await create(simulator);
    await simulator.advance(2200);
    expect((await get(simulator, id)).status).toBe("SUCCEEDED");
  });

  it("runs by the real clock too", async () => {
    const simulator = await openSimulator({ clock: undefined, speed: 5000 });
    const id = await create(simulator);
    await expect.poll(async () => (await get(simulator, id)).status, { timeout: 10_000 }).toBe("SUCCEEDED");
  });

  it("comes out the same for the same seed", async () => {
    const run = async (seed: number) => {
      const simulator = await openSimulator({ seed, faults: { "failed-timeout": 0.3, "null-fields": 0.5 } });
      for (let i = 0; i < 6; i++) await create(simulator);
      await simulator.finishAll();
      return [simulator.userId, ...simulator.tasks.map(({ id, status, finishedAt, faults }) => [id, status, finishedAt, faults.names])];
    };
    expect(await run(7)).toEqual(await run(7));
    expect(await run(7)).not.toEqual(await run(8));
  });
});

describe("get, list, delete", () => {
  it("lists as a bare array, newest first, ten to a page, by both orders", async () => {
    const simulator = await openSimulator({ limits: { requestsPerSecond: 1000, queuedTasks: 100 } });
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) {
      ids.push(await create(simulator));
      await simulator.advance(1);
    }
    const list = async (query = "") => ((await (await ask(simulator, `${TASKS}${query}`)).json()) as Wire[]).map(({ id }) => id);
    expect(await list()).toEqual(ids.slice(2).reverse());
    expect(await list("?page_num=2&page_size=5")).toEqual(ids.slice(2, 7).reverse());
    expect(await list("?page_size=50&sort_by=%2Bcreated_at")).toEqual(ids);
    expect(await list("?page_size=50&sort_by=-created_at")).toEqual(ids.toReversed());
    expect(await list("?page_num=9")).toEqual([]);
  });

  it.each(["page_size=51", "page_size=0", "page_num=0", "page_num=x", "sort_by=%2Bname", "sort_by=+created_at"])("answers 400 to a list with %s", async (query) => {
    const answer = await ask(await openSimulator(), `${TASKS}?${query}`);
    expect([answer.status, await messageOf(answer)]).toEqual([400, expect.stringMatching(/^InvalidParameter: (page_size|page_num|sort_by)/)]);
  });

  it("deletes with 200, then GET, DELETE and list know nothing of it, and the work has stopped", async () => {
    const simulator = await openSimulator({ limits: { requestsPerSecond: 1000, concurrentTasks: 1, queuedTasks: 2 } });
    const [first, second] = [await create(simulator), await create(simulator)];
    await simulator.advance(30_000);
    expect((await ask(simulator, `${TASKS}/${first}`, { method: "DELETE" })).status).toBe(200);
    for (const method of ["GET", "DELETE"]) expect((await ask(simulator, `${TASKS}/${first}`, { method })).status).toBe(404);
    expect((await (await ask(simulator, TASKS)).json()) as Wire[]).toHaveLength(1);
    expect((await get(simulator, second)).status).toBe("IN_PROGRESS");
    await simulator.finishAll();
    expect(simulator.tasks.map(({ status }) => status)).toEqual(["IN_PROGRESS", "SUCCEEDED"]);
  });

  it("answers 404 to an unknown task and to the rest of the family", async () => {
    const simulator = await openSimulator();
    for (const path of [`${TASKS}/018c3a5e-0000-7000-8000-000000000000`, "/openapi/v1/image-to-3d", "/openapi/v2/text-to-3d", "/"]) {
      const answer = await ask(simulator, path);
      expect([answer.status, await messageOf(answer)]).toEqual([404, expect.stringMatching(/^NotFound: /)]);
    }
  });

  it.each([undefined, "Bearer msy_wrong", "msy_simulator", "Bearer "])("answers 401 to the authorization %s", async (authorization) => {
    const { url } = await openSimulator();
    const answer = await fetch(`${url}${TASKS}`, { headers: authorization ? { authorization } : {} });
    expect([answer.status, await messageOf(answer)]).toEqual([401, expect.stringMatching(/^Unauthorized: /)]);
  });

  it("has no CORS headers, not for a preflight either", async () => {
    const simulator = await openSimulator();
    for (const init of [{}, { method: "OPTIONS" }]) {
      const answer = await ask(simulator, TASKS, { ...init, headers: { origin: "https://shop.example" } });
      expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  it("says which port is taken", async () => {
    const { url } = await openSimulator();
    await expect(startMeshySimulator({ port: Number(new URL(url).port) })).rejects.toThrow(/EADDRINUSE/);
  });
});
