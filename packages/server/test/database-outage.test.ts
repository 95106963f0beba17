import { startRestartablePostgres, type RestartablePostgres } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";

describe("a process whose database is away", () => {
  let postgres: RestartablePostgres;
  let host: TestHost;
  const lines: { level: number; msg: string; leftOut?: number }[] = [];
  const reported: string[] = [];
  beforeAll(async () => {
    postgres = await startRestartablePostgres();
    host = await startTestHost({
      database: postgres.url,
      metrics: true,
      logger: pino({ level: "warn" }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
      onError: (error) => void reported.push(error.message),
    });
  }, 120_000);
  afterAll(async () => {
    await host.stop();
    await postgres.remove();
  }, 60_000);
  const figures = async () => {
    const { status, body } = await host.call("GET", "/api/metrics");
    return { status, text: new TextDecoder().decode(body) };
  };
  const said = (message: string) => lines.filter(({ msg }) => msg.startsWith(message)).length;

  it("tells all figures but those that are in it, and says once what it lacks", async () => {
    expect((await figures()).text).toMatch(/^model_3d_jobs\{queue="run-generation",state="ready"\} 0$/m);
    await postgres.halt("immediate");
    await until("the queue has told of it", () => said("The job queue reported an error") > 0);
    await until("the client has told of it", () => said("The database client warns") > 0);
    for (let time = 0; time < 5; time += 1) {
      const { status, text } = await figures();
      expect(status).toBe(200);
      expect(text).toMatch(/^model_3d_info\{version="[^"]+"\} 1$/m);
      expect(text).toMatch(/^model_3d_request_seconds_count/m);
      expect(text).not.toMatch(/^model_3d_(jobs|generations_open|host_events_waiting)[ {]/m);
    }
    // Once as what it was that broke off, which may be told in words of its own, and once as an outage.
    for (const message of ["The job queue reported an error", "The database client warns"]) expect([message, said(message) <= 2], JSON.stringify(lines.slice(0, 5))).toEqual([message, true]);
    expect(reported.length).toBeLessThan(10);
    await postgres.startAgain();
    await until("all is told again", async () => /^model_3d_jobs\{/m.test((await figures()).text));
  }, 120_000);
});
