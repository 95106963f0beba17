import { randomUUID } from "node:crypto";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { expect, it } from "vitest";
import { startCollection } from "./collections/start-collection.ts";
import { compareWithService } from "./installation/compare-with-service.ts";
import { findBreaches } from "./installation/find-breaches.ts";
import { openGate, type HeldAt } from "./installation/hold-requests.ts";
import { becomeQuiet, openInstallation, sweepStorage } from "./installation/open-installation.ts";
import { QUICK_TASKS } from "./installation/quick-tasks.ts";

const ITEMS = 6;
const PRICE = 10;
const CREDITS = 1_000;
const SPEED = 600;
const TASK_COST = 30;

/** Tasks that the service has made when everything dies. */
const MADE_BY_THEN: Record<HeldAt, (made: number) => void> = {
  "before the task is made": (made) => expect(made).toBe(0),
  "before the answer comes": (made) => expect(made).toBe(1),
  "in the middle of a file": (made) => expect(made).toBeGreaterThan(0),
};

it.each(Object.keys(MADE_BY_THEN) as HeldAt[])("a batch whose servers and workers are all killed %s is made whole by the next ones: nothing is paid twice, and nothing lost", async (moment) => {
  const test = await createTestDatabase({ kind: "postgres" });
  const gate = await openGate();
  const { url, processes, simulator, storageDirectory, ...installation } = await openInstallation({ databaseUrl: String(test.connection), simulator: { seed: 1, speed: SPEED, balance: 1_000_000 }, options: { tasks: QUICK_TASKS, derivatives: false }, gate });
  const user = randomUUID();
  const read = async (path: string) => (await fetch(`${url}/api${path}`, { headers: { "x-user": user } })).json();
  try {
    const reached = gate.hold(moment);
    await installation.start([user], CREDITS);
    const [batchId = ""] = await startCollection(url, user, ITEMS);
    expect(await read("/credits")).toMatchObject({ held: ITEMS * PRICE });
    await reached;
    await Promise.all(processes.map((one) => one.kill()));
    MADE_BY_THEN[moment](simulator.creates);
    gate.release();

    for (const one of processes) await one.start();
    await expect.poll(() => read(`/generation-batches/${batchId}`), { timeout: 240_000, interval: 500 }).toMatchObject({ batch: { status: "DONE", counts: { total: ITEMS, succeeded: ITEMS } } });
    await becomeQuiet(test.database, simulator, () => undefined);
    expect(await read("/credits")).toMatchObject({ balance: CREDITS - ITEMS * PRICE, held: 0 });
    expect([simulator.creates, simulator.creditsConsumed]).toEqual([ITEMS, ITEMS * TASK_COST]);
    for (const one of processes) await one.stop();
    await sweepStorage(test.database, storageDirectory);
    expect(await findBreaches(test.database, storageDirectory)).toEqual([]);
    const { rows } = await test.database.knex.raw<{ rows: { id: string }[] }>("select id from product_3d_models");
    expect(await compareWithService(test.database, simulator, rows.map(({ id }) => ({ modelId: id, end: "SUCCEEDED" })))).toEqual([]);
  } finally {
    await installation.close();
    await gate.close();
    await test.remove();
  }
});
