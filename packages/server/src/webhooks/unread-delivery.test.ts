import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../test/start-test-host.ts";
import { createStubAsyncProvider, failedBecause } from "../../test/stub-async-provider.ts";
import { executeCommand } from "../command/execute-command.ts";
import type { ProviderWebhook } from "../providers/provider.ts";
import { startWebhookHost, type WebhookHost } from "./test/start-webhook-host.ts";
import { UNREAD_KEPT } from "./webhook-service.ts";

describe("a proven delivery that this version cannot read", () => {
  let web: WebhookHost;
  let test: TestDatabase;
  let isNewer = false;
  const bare = createStubAsyncProvider();
  // A service that has changed its form, and a reader of ours that has not, or has, been taught it.
  const read: ProviderWebhook["read"] = (delivery) => {
    const { task } = JSON.parse(new TextDecoder().decode(delivery.rawBody)) as { task?: { uid: string; state: "FAILED" } };
    if (task?.uid === "throws") throw new TypeError("no reader of ours was ready for this");
    if (task?.uid === "odd") return { taskId: "", report: { status: "GONE" } };
    return task ? (isNewer ? { taskId: task.uid, report: { status: "EXPIRED", message: "" } } : null) : (bare.webhook?.read(delivery) ?? null);
  };
  const stub = { ...bare, webhook: bare.webhook && { ...bare.webhook, read } } as typeof bare;
  const bodyOf = (uid: string) => JSON.stringify({ task: { uid, state: "FAILED" } });
  const unread = async () => (await web.inbox()).filter(({ taskId }) => taskId === null);
  const run = async (line: string) => {
    const lines: string[] = [];
    const say = (text: string) => void lines.push(text);
    await executeCommand(line.split(" "), { environment: { DATABASE_URL: String(test.connection) }, print: say, complain: say });
    return lines.join("\n");
  };
  beforeAll(async () => {
    test = await createTestDatabase({ kind: "postgres" });
    web = await startWebhookHost({ stub, test });
  });
  afterAll(async () => {
    await web.close();
    await test.remove();
  });

  it("is acknowledged and kept, so that nothing said is lost, and read again by a version that can", async () => {
    const { task, state } = await web.start();
    bare.tell(task.taskId, failedBecause("The photos show nothing."));
    expect(await web.deliver(bodyOf(task.taskId))).toMatchObject({ status: 200, body: { success: true } });
    const [kept] = await unread();
    expect(kept).toMatchObject({ state: "given_up", report: null, reason: expect.stringContaining("cannot read it") });
    const id = kept?.id ?? "";
    const { rows } = await test.database.knex.raw("select body from webhook_inbox where id = ?", [id]);
    expect(rows).toEqual([{ body: bodyOf(task.taskId) }]);
    expect(await run("webhooks list --state given_up")).toMatch(new RegExp(`^${id} {2}\\S+Z {2}given_up {2}stub-async {2}- {2}UNREAD {2}0 tries {2}This version cannot read it`));

    expect(await run(`webhooks replay ${id}`)).toBe(`${id} (stub-async, to be read again) waits for a worker.`);
    await until("it is given up again", async () => (await unread()).some((entry) => entry.id === id && entry.state === "given_up"));
    isNewer = true;
    await run(`webhooks replay ${id}`);
    await until("its task has ended", async () => (await state()).status === "FAILED");
    expect((await web.inbox()).find((entry) => entry.id === id)).toMatchObject({ taskId: task.taskId, report: { status: "EXPIRED" } });
  });

  it("and that turns out to be about a task that is not known yet waits for it, like every other", async () => {
    isNewer = false;
    await web.deliver(bodyOf("nobody's"));
    const [kept] = await unread();
    isNewer = true;
    await run(`webhooks replay ${kept?.id}`);
    await until("it was read", async () => (await web.inbox()).some(({ id, taskId, state }) => id === kept?.id && taskId === "nobody's" && state === "waiting"));
    const { rows } = await test.database.knex.raw("select queued_at from webhook_inbox where id = ?", [kept?.id ?? ""]);
    expect(rows).toEqual([{ queued_at: null }]);
  });

  it("is kept too when the reader fails at it or makes nonsense of it; of very many the newest", async () => {
    isNewer = false;
    const before = (await unread()).length;
    for (const uid of ["throws", "odd"]) expect((await web.deliver(bodyOf(uid))).status).toBe(200);
    expect((await unread()).length).toBe(before + 2);
    await Promise.all(Array.from({ length: UNREAD_KEPT + 10 }, (_, at) => web.deliver(bodyOf(`many-${at}`))));
    const { rows } = await test.database.knex.raw("select count(*)::integer as count from webhook_inbox where task_id is null");
    expect(rows[0].count).toBeLessThanOrEqual(UNREAD_KEPT + 10);
    await web.deliver(bodyOf("last"));
    expect((await test.database.knex.raw("select count(*)::integer as count from webhook_inbox where task_id is null")).rows).toEqual([{ count: UNREAD_KEPT }]);
  });
});
