import { describe, expect, it } from "vitest";
import { FAULT_NAMES, SYSTEM_CLOCK, type FaultName } from "./index.ts";
import { ask, BODY, get, openReceiver, openSimulator, TASKS } from "./test/open-simulator.ts";

const SEED = 20_260;
const TASKS_WANTED = 60;

/** What would leave a task without an end, or a webhook without a word. */
const FINAL_BLOWS: readonly FaultName[] = ["stall-forever", "webhook-disabled", "file-corrupt-forever", "file-large"];

describe("everything at random", () => {
  it(`ends every task on the real clock, with the money right (seed ${SEED})`, async () => {
    const { url, received } = await openReceiver((count) => (count % 7 === 0 ? 500 : 200));
    const faults = Object.fromEntries(FAULT_NAMES.filter((name) => !FINAL_BLOWS.includes(name)).map((name) => [name, 0.05]));
    const simulator = await openSimulator({
      ...{ clock: SYSTEM_CLOCK, seed: SEED, speed: 4000, faults, webhooks: [{ url, secret: "s" }], balance: 100_000 },
      limits: { requestsPerSecond: 100_000, queuedTasks: 20, concurrentTasks: 10 },
      webhookPolicy: { disableAfter: 1000 },
    });
    const deadline = Date.now() + 20_000;
    const body = JSON.stringify(BODY);
    const post = async (): Promise<void> => {
      // Some end in an error or in nothing; whatever was accepted is in the list.
      const answer = await ask(simulator, TASKS, { method: "POST", body }).catch(() => null);
      await answer?.text().catch(() => null);
    };
    while (simulator.creates < TASKS_WANTED && Date.now() < deadline) await Promise.all(Array.from({ length: 5 }, post));
    await expect.poll(() => simulator.tasks.filter(({ finishedAt }) => finishedAt === 0).length, { timeout: 15_000 }).toBe(0);
    simulator.clearFaults();
    const ended = new Set(simulator.tasks.map(({ status }) => status));
    expect(ended).toContain("SUCCEEDED");
    expect(ended).toContain("FAILED");
    expect(simulator.balance).toBe(100_000 - simulator.creditsConsumed);
    expect(simulator.creditsConsumed).toBe(30 * simulator.tasks.filter(({ status }) => status === "SUCCEEDED").length);
    const good = simulator.tasks.filter(({ status }) => status === "SUCCEEDED");
    for (const { id } of good) {
      // Some are not found at first, have no files yet, or files that come in pieces.
      const size = async (): Promise<number> => {
        const { model_urls: urls } = await get(simulator, id);
        const answer = await fetch(urls.glb ?? "");
        return answer.ok ? (await answer.arrayBuffer()).byteLength : 0;
      };
      await expect.poll(() => size().catch(() => 0), { timeout: 10_000 }).toBeGreaterThan(0);
    }
    expect(received.length).toBeGreaterThan(TASKS_WANTED * 5);
    expect(new Set(simulator.deliveries.map(({ outcome }) => outcome))).toContain("dropped");
  });
});
