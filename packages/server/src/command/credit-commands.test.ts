import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { captureHold, holdCredits } from "../credits/credit-service.ts";
import { noteLedgerInUse } from "../credits/external/ledger-in-use.ts";
import { runWords } from "./test/run-words.ts";

describe("model-3d credits", () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test?.remove());

  const run = (...args: string[]) => runWords(test, ["credits", ...args]);
  const by = ["--reason", "test", "--actor", "ann"];

  it("grant, correct, refund, subscribe, and show it all", async () => {
    const [userId, modelId] = [randomUUID(), randomUUID()];
    expect(await run("grant", userId, "30", ...by, "--key", "k")).toMatchObject({ code: 0, printed: `${userId} has 30 credits more.` });
    expect((await run("grant", userId, "30", ...by, "--key", "k")).printed).toContain("before, under the same key");
    expect((await run("correct", userId, "--take", "5", ...by)).printed).toBe(`${userId} has 25 credits available.`);
    expect(await run("correct", userId, "--take", "26", ...by)).toMatchObject({ code: 1, complained: expect.stringContaining("Only 25 credits are available") });
    await test.database.asService(async (trx) => {
      await holdCredits(trx, { userId, modelId, amount: 10, expiresAt: null });
      await captureHold(trx, { userId, modelId, provider: "meshy" });
    });
    expect((await run("reconcile")).printed).toContain("meshy: 1 models charged 10");
    expect((await run("refund", modelId, ...by)).printed).toBe("10 credits were given back.");
    expect((await run("refund", modelId, ...by)).printed).toContain("before");
    expect((await run("subscribe", userId, "--allowance", "100")).printed).toMatch(/gets 100 credits each month, next at \d{4}-/);
    expect((await run("balance", userId)).printed).toMatch(/^balance 125 {2}held 0 {2}available 125\n/);
    expect((await run("balance", userId)).printed).toMatch(/\n100 each month, next \d{4}-/);
    expect(JSON.parse((await run("balance", userId, "--json")).printed)).toMatchObject({ subscription: { allowance: 100, period: "month", rollOver: false, endsWithPeriod: false } });
    expect((await run("unsubscribe", userId, "--now")).code).toBe(0);
    expect(await run("unsubscribe", userId)).toMatchObject({ code: 1, complained: expect.stringContaining("no subscription") });
    const ledger = (await run("ledger", userId, "--limit", "2")).printed.split("\n");
    expect(ledger).toHaveLength(3);
    expect(ledger[0]).toMatch(/expiry {2}-100/);
    expect((await run("ledger", userId)).printed).toMatch(/grant {2}30 {2}held 0 {2}test {2}by ann/);
    expect(JSON.parse((await run("ledger", userId, "--json", "--limit", "3")).printed)).toMatchObject({ entries: [{ kind: "expiry" }, { amount: 100 }, { actor: "ann" }], nextCursor: expect.any(String) });
    expect(await run("grant", userId, "30", ...by, "--key", "")).toMatchObject({ code: 1, complained: expect.stringMatching(/idempotency key/) });
    expect((await run("ledger", userId, "--cursor", ledger[2]?.split(" ").at(-1) ?? "")).printed).toContain("refund  10");
  });

  it("say where credits are kept when the host has a ledger of its own, move nothing, and show what is known here", async () => {
    const own = await createTestDatabase();
    const command = (...args: string[]) => runWords(own, ["credits", ...args]);
    try {
      const [userId, modelId] = [randomUUID(), randomUUID()];
      await noteLedgerInUse(own.database, "billing");
      await own.database.asService((trx) => trx("external_holds").insert({ model_id: modelId, user_id: userId, ledger: "billing", provider: "meshy", amount: 10, state: "captured", charged: 8, short: 2, settled_at: new Date() }));
      for (const args of [["grant", userId, "5", ...by], ["correct", userId, "--give", "5", ...by], ["refund", modelId, ...by], ["subscribe", userId, "--allowance", "5"], ["unsubscribe", userId]]) {
        expect(await command(...args), args[0]).toMatchObject({ code: 1, complained: expect.stringMatching(/kept by its own ledger "billing".*Make the movement there/) });
      }
      expect(await command("balance", userId)).toMatchObject({ code: 1, complained: expect.stringContaining('the ledger "billing" of this installation: look there') });
      expect((await command("ledger", userId)).printed).toMatch(/charge {2}-8/);
      expect((await command("reconcile")).printed).toContain("meshy: 1 models charged 8 (short 2");
      await noteLedgerInUse(own.database, null);
      expect((await command("grant", userId, "5", ...by)).code).toBe(0);
    } finally {
      await own.remove();
    }
  });

  it("takes times in UTC wherever the machine is, and none that are no days", async () => {
    const zone = process.env.TZ;
    process.env.TZ = "America/New_York";
    try {
      const userId = randomUUID();
      for (const text of ["2036-03-01 12:00", "2036-03-01T12:00", "2036-03-01T12:00:00Z", "2036-03-01T14:00:00.000+02:00"]) expect((await run("grant", userId, "5", ...by, "--starts-at", text)).code, text).toBe(0);
      const { grants } = JSON.parse((await run("balance", userId, "--json")).printed) as { grants: { starts_at: string }[] };
      expect(new Set(grants.map(({ starts_at: startsAt }) => startsAt))).toEqual(new Set(["2036-03-01T12:00:00.000Z"]));
      expect((await run("grant", userId, "5", ...by, "--expires-at", "2036-02-29")).code).toBe(0);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it.each([
    [["grant", "u", "5", ...by, "--starts-at", "2036-02-31"], 2, /--starts-at must be a time/],
    [["grant", "u", "5", ...by, "--starts-at", "2036-03-01T25:00"], 2, /--starts-at must be a time/],
    [["grant", "u", "5", ...by, "--starts-at", "2036-03-01 noon"], 2, /--starts-at must be a time/],
    [["grant", "11111111-1111-4111-8111-111111111111", "5", ...by, "--expires-at", "2020-01-01"], 2, /--expires-at .* has passed/],
    [["grant", "u", "0", ...by], 2, /<amount> must be/],
    [["grant", "u", "5", "--actor", "ann"], 2, /--reason is missing/],
    [["correct", "u", "--give", "1", "--take", "1", ...by], 2, /either --give/],
    [["subscribe", "u", "--allowance", "5", "--period", "hour"], 2, /--period must be one of/],
    [["reconcile", "--from", "yesterday"], 2, /--from must be a time/],
    [["balance", "nobody"], 1, /^"nobody" is no user id: .* are UUIDs/],
  ])("say what is wrong with %j", async (args, code, complaint) => {
    expect(await run(...args)).toMatchObject({ code, complained: expect.stringMatching(complaint) });
  });
});
