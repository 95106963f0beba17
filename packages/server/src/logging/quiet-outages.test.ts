import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { quietOutages } from "./quiet-outages.ts";

const away = () => Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" });

describe("a log while the database is away", () => {
  const lines: Record<string, unknown>[] = [];
  let now = new Date("2030-05-01T12:00:00Z");
  const logger = quietOutages(pino({ level: "info", base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) }), { now: () => now });
  const taken = () => lines.splice(0);

  it("says each thing once, then once a minute with how many lines were left out, and no stack", () => {
    for (let time = 0; time < 120; time += 1) {
      logger.error({ err: away() }, "The job queue reported an error");
      logger.warn({ err: away(), part: "events" }, "Events could not be read");
      now = new Date(now.getTime() + 500);
    }
    expect(taken()).toMatchObject([
      { level: 50, reason: "connect ECONNREFUSED 127.0.0.1:5432", msg: "The job queue reported an error: the database is away" },
      { level: 40, part: "events", msg: "Events could not be read: the database is away" },
    ]);
    logger.error({ err: away() }, "The job queue reported an error");
    expect(taken()).toMatchObject([{ leftOut: 119 }]);
  });

  it("leaves every other error, every line of a request and every other level as they are", () => {
    for (let time = 0; time < 2; time += 1) {
      logger.error({ err: new Error("broken") }, "The job queue reported an error");
      logger.error({ err: away(), requestId: "7" }, "A request failed");
      logger.info({ err: away() }, "by the way");
      logger.warn("words alone");
    }
    expect(taken()).toHaveLength(8);
  });
});
