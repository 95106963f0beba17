import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createStillClock, FAULT_NAMES, FAULTS, makeBoxModel, MESHY_SIMULATOR_DEFAULTS, resolveMeshySimulatorOptions } from "./index.ts";
import { create, get, openSimulator } from "./test/open-simulator.ts";

describe("the README", () => {
  it("names every fault and every option", async () => {
    const text = await readFile(new URL("../README.md", import.meta.url), "utf8");
    for (const name of FAULT_NAMES) expect(text).toContain(`| \`${name}\` | ${FAULTS[name].scope} | ${FAULTS[name].text} |`);
    for (const option of Object.keys(MESHY_SIMULATOR_DEFAULTS).filter((name) => name !== "userId")) expect(text).toContain(`\`${option}\``);
  });
});

describe("options", () => {
  it("have defaults, also inside of the nested ones", () => {
    expect(resolveMeshySimulatorOptions()).toEqual(MESHY_SIMULATOR_DEFAULTS);
    expect(resolveMeshySimulatorOptions({ limits: { queuedTasks: 3 }, speed: undefined })).toEqual({ ...MESHY_SIMULATOR_DEFAULTS, limits: { requestsPerSecond: 20, queuedTasks: 3, concurrentTasks: 5 } });
  });

  it.each([
    [{ port: -1 }, /^port /],
    [{ seed: 0.5 }, /^seed /],
    [{ speed: 0 }, /^speed /],
    [{ speed: Number.NaN }, /^speed /],
    [{ balance: -1 }, /^balance /],
    [{ fileLifeMs: -1 }, /^fileLifeMs /],
    [{ apiKeys: [] }, /^apiKeys /],
    [{ limits: { requestsPerSecond: 0 } }, /^limits.requestsPerSecond /],
    [{ webhookPolicy: { disableAfter: 0 } }, /^webhookPolicy.disableAfter /],
    [{ webhooks: [{ url: "shop", secret: "s" }] }, /address/],
    [{ faults: { expired: 2 } }, /probability of expired/],
  ])("are refused out of their range: %j", (options, message) => {
    expect(() => resolveMeshySimulatorOptions(options)).toThrow(message);
    expect(() => resolveMeshySimulatorOptions(options)).toThrow(RangeError);
  });

  it("let the caller own the clock: what falls due happens when it is moved", async () => {
    let now = createStillClock().now().getTime();
    const simulator = await openSimulator({ clock: { now: () => new Date(now) }, makeModel: makeBoxModel });
    const id = await create(simulator);
    expect((await get(simulator, id)).created_at).toBe(now);
    now += 10_000;
    await expect.poll(async () => (await get(simulator, id)).status, { timeout: 5000 }).toBe("IN_PROGRESS");
    now += 5 * 60_000;
    await expect.poll(async () => (await get(simulator, id)).status, { timeout: 5000 }).toBe("SUCCEEDED");
  });
});
