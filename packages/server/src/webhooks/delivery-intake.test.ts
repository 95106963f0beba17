import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../test/start-test-host.ts";
import { startWebhookHost, type WebhookHost } from "./test/start-webhook-host.ts";
import { UNKNOWN_KEPT } from "./webhook-service.ts";

const TASKS = 20;
const known = (index: number) => `known-${index % TASKS}`;
const progressOf = (progress: number) => ({ status: "IN_PROGRESS", progress }) as const;

describe("deliveries that come together", () => {
  let web: WebhookHost;
  /** Ids that the next deliveries get, and how many they got so far. */
  const planned: string[] = [];
  let given = 0;
  const ids = {
    uuid() {
      given += 1;
      return planned.shift() ?? randomUUID();
    },
  };
  beforeAll(async () => {
    web = await startWebhookHost({ withoutWorkers: true, ids });
    const rows = Array.from({ length: TASKS }, (_, index) => ({ model_id: randomUUID(), user_id: randomUUID(), provider: web.stub.name, state: "open", task_id: known(index), submitted_at: new Date() }));
    await web.test.database.asService((trx) => trx("provider_tasks").insert(rows));
  });
  afterAll(() => web.close());

  /** With a request id of its own, so that the only id that is given is the delivery's. */
  const tell = (taskId: string, progress: number) => web.deliver(web.stub.bodyOf(taskId, progressOf(progress)), { headers: { "x-request-id": "r" } });
  const written = async (): Promise<{ id: string; task_id: string; progress: number; written_by: string; jobs: number }[]> => {
    const { rows } = await web.test.database.knex.raw(
      `select id, task_id, (report->>'progress')::int as progress, xmin::text as written_by, (select count(*)::int from model_3d_jobs.job where name = 'process-webhook' and data->>'inboxId' = inbox.id::text) as jobs
       from webhook_inbox inbox`,
    );
    return rows;
  };

  /** Whoever writes a delivery of this id waits until it is let go. */
  async function hold(id: string): Promise<() => Promise<void>> {
    let letGo = () => {};
    const wanted = new Promise<void>((resolve) => (letGo = resolve));
    let begun = () => {};
    const holding = new Promise<void>((resolve) => (begun = resolve));
    const row = { id, provider: "hold", task_id: "hold", report: JSON.stringify(progressOf(0)), body: "{}", received_at: new Date() };
    const over = web.test.database.asService(async (trx) => {
      await trx("webhook_inbox").insert(row);
      begun();
      await wanted;
      throw new Error("rolled back");
    });
    await Promise.race([holding, over]);
    return async () => {
      letGo();
      await expect(over).rejects.toThrow("rolled back");
    };
  }
  /** Sends one that is held, and then the others, which gather behind it. */
  async function gatherBehind<T>(send: () => Promise<T>[]): Promise<{ held: Promise<{ status: number }>; answers: Promise<T[]>; release: () => Promise<void>; heldId: string }> {
    const heldId = randomUUID();
    const release = await hold(heldId);
    planned.unshift(heldId);
    const before = given;
    const held = tell(known(0), 99);
    await until("the first is being written", () => given === before + 1);
    const sent = send();
    await until("the others have come", () => given === before + 1 + sent.length);
    return { held, answers: Promise.all(sent), release, heldId };
  }

  it("each get a row and a job of their own, once, in far fewer transactions", async () => {
    const answers = await Promise.all(Array.from({ length: 300 }, (_, index) => tell(known(index), index)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const rows = await written();
    expect(rows.map(({ progress }) => progress).sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, index) => index));
    expect(rows.every(({ jobs, task_id, progress }) => jobs === 1 && task_id === known(progress))).toBe(true);
    expect(new Set(rows.map(({ written_by }) => written_by)).size).toBeLessThan(150);
  });

  it("each get the answer of their own task, known or not", async () => {
    const { held, answers, release } = await gatherBehind(() => Array.from({ length: 30 }, (_, index) => tell(index % 3 === 0 ? `nobody-${index}` : known(index), 1_000 + index)));
    await release();
    expect((await held).status).toBe(200);
    const told = (await answers).map(({ status, body }) => [status, body.taskId]);
    expect(told).toEqual(Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? [404, `nobody-${index}`] : [200, undefined])));
    const rows = (await written()).filter(({ progress }) => progress >= 1_000);
    expect(rows.map(({ progress, task_id, jobs }) => [progress, task_id, jobs]).sort(([a], [b]) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? [1_000 + index, `nobody-${index}`, 0] : [1_000 + index, known(index), 1])),
    );
    expect(new Set(rows.filter(({ jobs }) => jobs === 1).map(({ written_by }) => written_by)).size).toBe(1);
  });

  it("of one unknown task keep to its newest and to what it may be told again", async () => {
    const statuses = (await Promise.all(Array.from({ length: UNKNOWN_KEPT + 10 }, (_, index) => tell("nobody", index)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 404)).toHaveLength(4);
    expect(statuses.filter((status) => status === 202)).toHaveLength(UNKNOWN_KEPT + 6);
    expect((await written()).filter(({ task_id }) => task_id === "nobody")).toHaveLength(UNKNOWN_KEPT);
  });

  it("are written one by one when they can't be together: one that can't be at all harms no other", async () => {
    const [taken] = await written();
    const { held, answers, release } = await gatherBehind(() => {
      planned.push(randomUUID(), randomUUID(), String(taken?.id));
      return Array.from({ length: 20 }, (_, index) => tell(known(index), 2_000 + index));
    });
    await release();
    expect((await held).status).toBe(200);
    const statuses = (await answers).map(({ status }) => status);
    expect([statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 500).length]).toEqual([19, 1]);
    const rows = (await written()).filter(({ progress }) => progress >= 2_000);
    expect(rows.map(({ progress }) => progress - 2_000).sort((a, b) => a - b)).toEqual(statuses.flatMap((status, index) => (status === 200 ? [index] : [])));
    expect(rows.every(({ jobs }) => jobs === 1)).toBe(true);
    expect(new Set(rows.map(({ written_by }) => written_by)).size).toBe(19);
  });

  it("do not wait for a transaction that hangs", async () => {
    const { held, answers, release, heldId } = await gatherBehind(() => [tell(known(1), 3_000), tell(known(2), 3_001)]);
    expect((await answers).map(({ status }) => status)).toEqual([200, 200]);
    expect((await written()).some(({ id }) => id === heldId)).toBe(false);
    await release();
    expect((await held).status).toBe(200);
    expect((await written()).filter(({ id }) => id === heldId)).toMatchObject([{ jobs: 1 }]);
  });

  it("are written when the server is stopped behind them, and refused with 503 after it", async () => {
    const { held, answers, release } = await gatherBehind(() => [tell(known(3), 4_000)]);
    const stopped = web.host.model3d.stop();
    await until("one is refused", async () => (await tell(known(4), 5_000)).status === 503);
    await release();
    await stopped;
    expect([(await held).status, ...(await answers).map(({ status }) => status)]).toEqual([200, 200]);
    expect((await written()).filter(({ progress }) => progress === 4_000)).toMatchObject([{ jobs: 1 }]);
  });
});

it("deliveries that were written together are worked on without a pause between them", async () => {
  const web = await startWebhookHost();
  const { task, state } = await web.start();
  const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => web.tell(task.taskId, progressOf(index + 1))));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  // Two workers that paused for half a second after each would need 15 s.
  await until("all were worked on", async () => (await web.inbox()).every((entry) => entry.state === "applied"), 10_000);
  expect((await state()).progress).toBe(60);
  await web.close();
});
