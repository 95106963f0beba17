import { describe, expect, it } from "vitest";
import { secretsOf } from "../logging/secrets-of.ts";
import { resolveModel3DOptions } from "../model-3d-options.ts";
import { createRedisEventBus } from "./create-redis-event-bus.ts";

describe("the bus over Redis", () => {
  it("takes addresses of Redis' only, and repeats none", () => {
    for (const url of ["", "localhost:6379", "postgres://app:hunter22@localhost/shop"]) {
      expect(() => createRedisEventBus({ url })).toThrow(/^createRedisEventBus: `url` must be an address/);
      expect(() => createRedisEventBus({ url })).not.toThrow(/hunter22/);
    }
    expect(() => createRedisEventBus({ url: "redis://localhost", channel: "" })).toThrow(/`channel`/);
    for (const url of ["redis://localhost", "rediss://app:hunter22@redis.example:6380"]) expect(createRedisEventBus({ url }).open).toBeTypeOf("function");
  });

  it("has its password hidden, as it stands in the address and as it is meant", () => {
    const bus = createRedisEventBus({ url: "redis://app:hunter%2022@localhost" });
    expect(secretsOf(resolveModel3DOptions({ authenticate: () => null, events: { bus } }), [])).toEqual(["hunter%2022", "hunter 22"]);
    expect(() => resolveModel3DOptions({ authenticate: () => null, events: { bus: {} as never } })).toThrow(/`events.bus` must be a bus/);
  });
});
