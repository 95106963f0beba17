import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createModel3D, type Model3D } from "./index.ts";
import { createDatabaseClock } from "./database-clock.ts";

const YEAR_MS = 365 * 24 * 60 * 60_000;
const SOON_MS = 30_000;

const folder = mkdtempSync(join(tmpdir(), "model-3d-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the clock of a process", () => {
  let test: TestDatabase;
  let model3d: Model3D | undefined;
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await model3d?.stop();
    model3d = undefined;
  });
  afterAll(() => test?.remove());

  const silent = pino({ level: "silent" });
  const open = async () => {
    const lines: string[] = [];
    const machine = { off: 0, wall: () => Date.now() + machine.off, steady: () => performance.now() };
    const clock = createDatabaseClock(machine);
    const follow = () => clock.follow(test.database, pino({ level: "info" }, { write: (line: string) => void lines.push(line) }));
    const aheadMs = () => clock.now().getTime() - Date.now();
    return { machine, clock, follow, aheadMs, lines };
  };

  it.each([YEAR_MS, -YEAR_MS, 10 * 60_000])("that is %d ms off is not believed, and the log says so", async (off) => {
    const { machine, clock, follow, aheadMs, lines } = await open();
    machine.off = off;
    await follow();
    expect(Math.abs(aheadMs())).toBeLessThan(SOON_MS);
    expect(lines.join()).toMatch(/more than a minute apart/);
    machine.off = 0;
    expect(Math.abs(aheadMs())).toBeLessThan(SOON_MS);
    await follow();
    expect(lines.at(-1)).toMatch(/agree again/);
    clock.close();
  });

  it("that is set while it runs is not followed; one that is seconds off is left alone", async () => {
    const { machine, clock, follow, aheadMs, lines } = await open();
    await follow();
    machine.off = YEAR_MS;
    expect(Math.abs(aheadMs())).toBeLessThan(SOON_MS);
    machine.off = 20_000;
    await follow();
    expect(aheadMs()).toBe(20_000);
    expect(lines).toEqual([]);
    clock.close();
  });

  it("a year ahead takes nobody's allowance away for a year", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + YEAR_MS });
    model3d = await createModel3D({ database: test.connection, authenticate: () => null, logger: silent, storage: { kind: "folder", directory: join(folder, randomUUID()) } });
    const { periodEndsAt } = await model3d.credits.subscribe({ userId: randomUUID(), allowance: 100 });
    vi.useRealTimers();
    expect(periodEndsAt.getTime()).toBeLessThan(Date.now() + YEAR_MS / 4);
  });
});
