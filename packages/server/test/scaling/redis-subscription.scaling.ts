import { pino } from "pino";
import { createClient } from "redis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { OpenEventBus, Wake } from "../../src/db/event-bus.ts";
import { createRedisEventBus } from "../../src/index.ts";
import { until } from "../start-test-host.ts";
import { startCuttingProxy } from "./start-cutting-proxy.ts";
import { startRedis, type Redis } from "./start-redis.ts";

const WAKE: Wake = { channel: "model_3d_events", payload: "somebody" };

describe("a process that asks Redis to hear", () => {
  let redis: Redis;
  let lines: string[];
  let heard: Wake[];
  let looks: number;
  const buses: OpenEventBus[] = [];

  const open = async (url: string): Promise<OpenEventBus> => {
    [lines, heard, looks] = [[], [], 0];
    const logger = pino({ level: "warn" }, { write: (line) => lines.push(line) });
    const bus = await createRedisEventBus({ url }).open({ onWakes: (wakes) => heard.push(...wakes), onHeard: () => (looks += 1), logger });
    buses.push(bus);
    return bus;
  };
  const untilHeard = (bus: OpenEventBus) => until("a wake is heard", () => {
    bus.publish([WAKE]);
    return heard.length > 0;
  });
  const said = (text: string) => lines.filter((line) => line.includes(text)).length;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    for (const bus of buses.splice(0)) await bus.close();
  });
  afterAll(() => redis.stop());

  it("asks again when the connection broke over it, and neither looks nor says that all is well before it hears", async () => {
    let looksBefore = -1;
    const proxy = await startCuttingProxy(redis.url, () => (looksBefore = looks));
    const bus = await open(proxy.url);
    await untilHeard(bus);
    expect(looksBefore).toBe(0);
    expect([looks, said("Redis answers again"), said("does not let this process hear")]).toEqual([1, 1, 0]);
    proxy.close();
  });

  it("asks again when it was refused, and hears as soon as it may", async () => {
    const operator = createClient({ url: redis.url, maintNotifications: "disabled" });
    await operator.connect();
    await operator.sendCommand(["ACL", "SETUSER", "default", "resetchannels"]);
    const bus = await open(redis.url);
    await until("the refusal is said", () => said("does not let this process hear") === 1);
    expect(looks).toBe(0);
    await operator.sendCommand(["ACL", "SETUSER", "default", "allchannels"]);
    await untilHeard(bus);
    expect([looks, said("lets this process hear events now")]).toEqual([1, 1]);
    operator.destroy();
  });
});
