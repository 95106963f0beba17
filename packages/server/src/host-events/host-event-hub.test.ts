import { randomUUID } from "node:crypto";
import { DATABASE_KINDS } from "@model-3d/test-utils/database";
import type { HostEvent } from "@model-3d/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../test/start-test-host.ts";
import type { HeardHostEvent } from "./host-event-hub.ts";
import { publishHostEvent } from "./host-event-service.ts";
import { failedModel, openEventBench, type EventBench, type EventProcess } from "./test/open-event-bench.ts";

const lowCredits = (): HostEvent => ({ type: "credits.low", userId: randomUUID(), data: { balance: 20, held: 10, available: 10, lowAt: 20 } });

describe.each(DATABASE_KINDS)("listeners in the process, on %s", (kind) => {
  let bench: EventBench;
  let first: EventProcess;
  let second: EventProcess;
  beforeAll(async () => {
    bench = await openEventBench(kind);
    first = await bench.open({ allowedOrigins: [] });
    second = await bench.open({ allowedOrigins: [] });
  });
  afterAll(() => bench?.close());

  const listen = (from: EventProcess) => {
    const heard: HeardHostEvent[] = [];
    return { heard, stop: from.on("*", (event) => void heard.push(event)) };
  };
  /** What was published before this has been heard, if it ever will be. */
  const untilCaughtUp = async (heard: HeardHostEvent[]) => {
    const last = lowCredits();
    await bench.publish(last);
    await until("the last one is heard", () => heard.some(({ userId }) => userId === last.userId));
  };

  it("hear in every process what was committed in any, once and in full, from when they began", async () => {
    const earlier = [listen(first), listen(second)];
    await bench.publish(failedModel("before"));
    for (const { heard, stop } of earlier) {
      await untilCaughtUp(heard);
      stop();
    }
    const [one, other] = [listen(first), listen(second)];
    const events = [failedModel("a"), failedModel("b"), lowCredits()];
    for (const event of events) await bench.publish(event);
    for (const { heard } of [one, other]) {
      await untilCaughtUp(heard);
      expect(heard.filter(({ type, userId }) => events.some((event) => event.type === type && event.userId === userId))).toEqual(events.map((event) => ({ ...event, id: expect.any(String), timestamp: expect.any(String) })));
      expect(heard.some(({ data }) => "taskError" in data && data.taskError === "before")).toBe(false);
    }
    one.stop();
    other.stop();
  });

  it("hear only their type, and nothing after they ended", async () => {
    const all = listen(first);
    const errors: (string | null)[] = [];
    const stop = first.on("model.failed", ({ data }) => void errors.push(data.taskError));
    await bench.publish(failedModel("mine"));
    await untilCaughtUp(all.heard);
    stop();
    await bench.publish(failedModel("too late"));
    await untilCaughtUp(all.heard);
    expect(errors).toEqual(["mine"]);
    all.stop();
  });

  it("harm nothing and nobody when they throw, reject or change what they got", async () => {
    const stops = [
      first.on("model.failed", () => {
        throw new Error("thrown");
      }),
      first.on("model.failed", async () => Promise.reject(new Error("rejected"))),
      first.on("model.failed", (event) => {
        event.data.taskError = "changed";
      }),
    ];
    const all = listen(first);
    bench.log.length = 0;
    await bench.publish(failedModel("as it was"));
    await untilCaughtUp(all.heard);
    expect(all.heard[0]?.data).toMatchObject({ taskError: "as it was" });
    expect(bench.log.map(({ err }) => (err as Error).message)).toEqual(["thrown", "rejected"]);
    for (const stop of [...stops, all.stop]) stop();
  });

  it("hear nothing of what was undone, and of what commits late although younger events were heard", async () => {
    const { heard, stop } = listen(first);
    await expect(
      bench.database.asService(async (trx) => {
        await publishHostEvent(trx, failedModel("undone"));
        throw new Error("undone");
      }),
    ).rejects.toThrow("undone");
    if (kind === "postgres") {
      await bench.database.asService(async (trx) => {
        await publishHostEvent(trx, failedModel("late"));
        await untilCaughtUp(heard);
        expect(heard).toHaveLength(1);
      });
      await until("the late one is heard", () => heard.some(({ data }) => "taskError" in data && data.taskError === "late"));
    }
    await untilCaughtUp(heard);
    expect(heard.some(({ data }) => "taskError" in data && data.taskError === "undone")).toBe(false);
    stop();
  });

  it("hear what a lost notification should have told of", async () => {
    const { heard, stop } = listen(first);
    await untilCaughtUp(heard);
    const { type, userId, data } = failedModel("silent");
    await bench.database.asService((trx) => trx("host_events").insert({ type, user_id: userId, data: JSON.stringify(data) }));
    await untilCaughtUp(heard);
    expect(heard.filter((event) => event.userId === userId)).toHaveLength(1);
    stop();
  });

  it("hear nothing more when the process has stopped", async () => {
    const { heard } = listen(second);
    const { heard: others, stop } = listen(first);
    await second.stop();
    await bench.publish(failedModel());
    await untilCaughtUp(others);
    expect(heard).toEqual([]);
    stop();
  });
});
