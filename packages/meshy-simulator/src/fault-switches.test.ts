import { describe, expect, it } from "vitest";
import { FAULT_NAMES, FAULTS } from "./index.ts";
import { BODY, create, get, openSimulator, post } from "./test/open-simulator.ts";

describe("switches of faults", () => {
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
