import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { runWords } from "./test/run-words.ts";

const ENDPOINT = "https://shop.example/hooks";

describe("model-3d events", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test?.remove());

  const run = (...args: string[]) => runWords(test, ["events", ...args]);
  const add = (delivery?: { state: string; last_error: string }) =>
    test.database.asService(async (trx) => {
      await publishHostEvent(trx, { type: "credits.low", userId: randomUUID(), data: { balance: 1, held: 0, available: 1, lowAt: 20 } });
      const { id } = await trx("host_events").orderBy("number", "desc").first("id");
      if (delivery) await trx("host_event_deliveries").insert({ event_id: id, endpoint: ENDPOINT, attempts: 10, ...delivery });
      return id as string;
    });
  const states = () => test.database.asService((trx) => trx("host_event_deliveries").select("state", "attempts"));

  it("list, replay and enable", async () => {
    expect(await run("list")).toMatchObject({ code: 0, printed: "There are none." });
    const id = await add({ state: "given_up", last_error: "The server\u001b[2J could not be reached." });
    const other = await add();
    expect((await run("list")).printed.split("\n").map((line) => line.trim().split("  ")[0])).toEqual([other, id, ENDPOINT]);
    expect((await run("list", "--state", "given_up", "--type", "credits.low")).printed).toMatch(/^\S+ {2}\S+Z {2}credits\.low {2}\S+\n +https:\/\/shop\.example\/hooks {2}given_up {2}10 tries {2}The server \[2J could not be reached\.$/);
    expect(JSON.parse((await run("list", "--json", "--limit", "1", "--before", other)).printed)).toMatchObject({ events: [{ id, type: "credits.low", deliveries: [{ state: "given_up" }] }] });
    expect(await run("replay", id)).toMatchObject({ code: 0, printed: `${id} waits for a worker, for ${ENDPOINT}.` });
    expect(await states()).toEqual([{ state: "waiting", attempts: 0 }]);
    expect((await run("replay", other)).printed).toContain("was sent nowhere yet");
    await test.database.asService((trx) => trx("host_event_endpoints").insert({ url: ENDPOINT, disabled_at: new Date() }));
    expect(await run("replay", id)).toMatchObject({ code: 1, complained: expect.stringContaining("410 Gone") });
    expect((await run("enable", ENDPOINT)).code).toBe(0);
    expect(await run("enable", ENDPOINT)).toMatchObject({ code: 1, complained: expect.stringContaining("is not disabled") });
    expect((await run("replay", id, "--endpoint", ENDPOINT)).code).toBe(0);
  });

  it.each([
    [["replay"], 2, /takes <id>/],
    [["replay", "1"], 1, /There is no event "1"/],
    [["replay", randomUUID()], 1, /There is no event/],
    [["list", "--state", "lost"], 2, /--state must be one of/],
    [["list", "--before", "1"], 2, /--before must be the id/],
    [["list", "--limit", "0"], 2, /--limit/],
  ])("say what is wrong with %j", async (args, code, complaint) => {
    expect(await run(...args)).toMatchObject({ code, complained: expect.stringMatching(complaint) });
  });
});
