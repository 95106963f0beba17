import { randomUUID } from "node:crypto";
import { startMeshySimulator, type MeshySimulator } from "@model-3d/meshy-simulator";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { DemoUser } from "./call-demo.ts";
import { openBrowser, openPage } from "./open-browser.ts";
import { startDemo, type Demo } from "./start-demo.ts";

const SECRET = "whs_of-the-operators-walk";
const SPEED = 120;
const WAIT_MS = 60_000;
const MAX_TABS = 60;
const JSON_TYPE = { "content-type": "application/json" };

let database: TestDatabase;
let simulator: MeshySimulator;
let demo: Demo;
let browser: Browser;
let page: Page;
let troubles: string[];
let user: DemoUser;
let failedId: string;
let stuckId: string;

/** Name of what has the focus, through all shadow roots. */
function focused(): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const label = (element as HTMLInputElement | null)?.labels?.[0]?.querySelector("span")?.textContent;
    return (element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "").replace(/\s+/g, " ").trim();
  });
}

/** Presses Tab until it has the focus. */
async function tabTo(name: string): Promise<void> {
  const passed: string[] = [];
  for (let tab = 0; tab < MAX_TABS; tab++) {
    await page.keyboard.press("Tab");
    passed.push(await focused());
    if (passed.at(-1) === name) return;
  }
  throw new Error(`Tab does not come to "${name}"; it came to: ${passed.join(" | ")}`);
}

const admin = () => page.locator("model-3d-admin");
/** The one on top; what it shows is slotted into it. */
const dialog = () => page.locator("model-3d-admin model-3d-dialog[open]").last();

/** Goes to a tab by arrow keys, from whichever is chosen. */
async function chooseTab(name: string): Promise<void> {
  const chosen = admin().getByRole("tab", { selected: true });
  await chosen.focus();
  for (let step = 0; step < 9 && (await focused()) !== name; step++) {
    const before = await focused();
    await page.keyboard.press("ArrowRight");
    await expect.poll(focused).not.toBe(before);
  }
  await admin().getByRole("tab", { name, selected: true }).waitFor({ timeout: WAIT_MS });
}

beforeAll(async () => {
  database = await createTestDatabase({ kind: "postgres", migrated: false });
  simulator = await startMeshySimulator({ speed: SPEED, generator: { gridSize: 48, textureSize: 128, thumbnailSize: 64 } });
  demo = await startDemo({ databaseUrl: String(database.connection), env: { MESHY_BASE_URL: simulator.url, MESHY_WEBHOOK_SECRET: SECRET } });
  simulator.setWebhooks([{ url: `${demo.url}/api/webhooks/meshy`, secret: SECRET }]);
  browser = await openBrowser();
  user = new DemoUser(demo);
  simulator.fault("failed-server-error");
  const failed = await user.generate();
  failedId = failed.modelId;
  await vi.waitFor(async () => expect((await user.status(failed.taskId)).status).toBe("FAILED"), { timeout: WAIT_MS });
  simulator.fault("stall-forever");
  const stuck = await user.generate();
  stuckId = stuck.modelId;
  await vi.waitFor(async () => expect((await user.status(stuck.taskId)).progress).toBe(99), { timeout: WAIT_MS });
  // Ten minutes are too long to wait for: nobody has heard of it for a quarter of an hour.
  await database.database.knex.transaction(async (trx) => {
    await trx.raw("set local session_replication_role = replica");
    await trx.raw("update product_3d_models set updated_at = now() - interval '15 minutes' where id = ?", [stuckId]);
  });
  ({ page, troubles } = await openPage(browser, `${demo.url}/admin`, { viewport: { width: 1280, height: 900 } }));
  await admin().getByRole("tab", { name: "Queue" }).waitFor({ timeout: WAIT_MS });
});

afterAll(async () => {
  await browser?.close();
  await demo?.remove();
  await simulator?.close();
  await database?.remove();
});

describe("an operator's morning, by keyboard alone", () => {
  it("finds what failed and why on its time line", async () => {
    await admin().getByRole("heading", { name: "Why they failed" }).waitFor({ timeout: WAIT_MS });
    await chooseTab("Generations");
    await tabTo("Status");
    await page.keyboard.type("Failed");
    await expect.poll(() => admin().getByRole("table").getByRole("row").count(), { timeout: WAIT_MS }).toBe(2);
    await tabTo("Time line");
    await page.keyboard.press("Enter");
    const events = dialog().getByRole("listitem");
    await events.filter({ hasText: "Credits given back" }).waitFor({ timeout: WAIT_MS });
    const told = await events.allInnerTexts();
    for (const kind of ["Requested", "Credits held", "Sent to the provider", "Failed", "Your server was told"]) expect(told.some((text) => text.includes(kind)), kind).toBe(true);
    await page.keyboard.press("Escape");
    await expect.poll(focused).toBe("Time line");
  });

  it("gives up what is stuck, and its user's credits are free", async () => {
    expect((await user.credits()).held).toBeGreaterThan(0);
    await chooseTab("Queue");
    await tabTo("Show what is stuck");
    await page.keyboard.press("Enter");
    await admin().getByRole("table").getByText("Stuck").waitFor({ timeout: WAIT_MS });
    await tabTo("Time line");
    await page.keyboard.press("Enter");
    await dialog().getByRole("button", { name: "Give it up" }).waitFor({ timeout: WAIT_MS });
    await tabTo("Give it up");
    await page.keyboard.press("Enter");
    await dialog().getByRole("textbox").waitFor({ timeout: WAIT_MS });
    await page.keyboard.type("stands still since breakfast");
    await tabTo("Give it up");
    await page.keyboard.press("Enter");
    await dialog().getByRole("listitem").filter({ hasText: "An operator acted" }).waitFor({ timeout: WAIT_MS });
    await dialog().getByRole("listitem").filter({ hasText: "stands still since breakfast" }).waitFor();
    await expect.poll(async () => (await user.credits()).held, { timeout: WAIT_MS }).toBe(0);
    await page.keyboard.press("Escape");
  });

  it("pauses a user's batch, which that user cannot resume, and goes on with it", async () => {
    const imageUrls = { front: await user.upload("front"), back: await user.upload("back") };
    simulator.fault("stall-forever");
    const items = Array.from({ length: 3 }, () => ({ imageUrls, sourceType: "product", sourceId: randomUUID() }));
    const { batch } = await user.call<{ batch: { id: string } }>("/generation-batches", { method: "POST", headers: JSON_TYPE, body: JSON.stringify({ items, name: "Spring" }) });
    const stateOf = () => user.call<{ batch: { status: string; pause_reason: string | null } }>(`/generation-batches/${batch.id}`).then(({ batch: { status, pause_reason: reason } }) => [status, reason]);
    await chooseTab("Batches");
    await admin().getByRole("table").getByText("Spring").waitFor({ timeout: WAIT_MS });
    await tabTo("Items");
    await page.keyboard.press("Enter");
    const change = async (name: string, why: string) => {
      await dialog().getByRole("button", { name }).waitFor({ timeout: WAIT_MS });
      await tabTo(name);
      await page.keyboard.press("Enter");
      await dialog().getByRole("textbox").waitFor({ timeout: WAIT_MS });
      await page.keyboard.type(why);
      await tabTo(name);
      await page.keyboard.press("Enter");
      await dialog().getByRole("listitem").filter({ hasText: why }).waitFor({ timeout: WAIT_MS });
    };
    await change("Pause it", "the provider is away");
    expect(await stateOf()).toEqual(["PAUSED", "operator"]);
    await expect(user.call(`/generation-batches/${batch.id}`, { method: "PATCH", headers: JSON_TYPE, body: JSON.stringify({ action: "resume" }) })).rejects.toThrow("paused_by_operator");
    await change("Resume it", "it is back");
    expect((await stateOf())[1]).toBeNull();
    await expect.poll(() => dialog().getByRole("definition").allInnerTexts(), { timeout: WAIT_MS }).toEqual(expect.arrayContaining(["3", "2", "1"]));
    await page.keyboard.press("Escape");
    await expect.poll(focused).toBe("Items");
  });

  it("replays what the service told", async () => {
    await chooseTab("Webhooks");
    await admin().getByRole("button", { name: "Replay" }).first().waitFor({ timeout: WAIT_MS });
    await tabTo("Replay");
    await page.keyboard.press("Enter");
    await dialog().getByRole("textbox").waitFor({ timeout: WAIT_MS });
    await page.keyboard.type("to be sure");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Replay");
    await page.keyboard.press("Enter");
    await page.getByText("The delivery waits for a worker.").waitFor({ timeout: WAIT_MS });
    await expect.poll(async () => (await database.database.knex("operator_actions").where({ action: "webhook.replay" })).length, { timeout: WAIT_MS }).toBe(1);
  });

  it("corrects a user's credits, and finds all of it in the ledger and in the log", async () => {
    const before = (await user.credits()).balance;
    await chooseTab("Ledger");
    await admin().getByRole("button", { name: "Correct credits" }).first().waitFor({ timeout: WAIT_MS });
    await tabTo("Correct credits");
    await page.keyboard.press("Enter");
    await dialog().getByRole("spinbutton").waitFor({ timeout: WAIT_MS });
    await page.keyboard.type(user.userId);
    await page.keyboard.press("Tab");
    await page.keyboard.type("25");
    await page.keyboard.press("Tab");
    await page.keyboard.type("for the lost morning");
    await tabTo("Correct credits");
    await page.keyboard.press("Enter");
    await admin().getByRole("table").getByText("for the lost morning").waitFor({ timeout: WAIT_MS });
    expect((await user.credits()).balance).toBe(before + 25);
    await chooseTab("Log");
    for (const done of ["Corrected credits", "Replayed a delivery", "Gave a generation up"]) await admin().getByRole("table").getByText(done).waitFor({ timeout: WAIT_MS });
    expect(failedId).not.toBe(stuckId);
    expect(troubles).toEqual([]);
  });
});
