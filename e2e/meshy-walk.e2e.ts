import { startMeshySimulator, type MeshySimulator, type MeshySimulatorOptions } from "@model-3d/meshy-simulator";
import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PRODUCTS } from "../demo/server/products.ts";
import { DemoUser } from "./call-demo.ts";
import { openBrowser, openPage } from "./open-browser.ts";
import { startDemo, type Demo } from "./start-demo.ts";
import { cardOf, GENERATION_MS, showsTheModel, walkGallery, walkVersions } from "./take-walk.ts";

const SECRET = "whs_of-the-walk";
/** Meshy's four minutes in six seconds: in two, the page's first question may be faster than a delivery's turn on a busy machine. */
const SPEED = 40;
const FOUR_DAYS_MS = 4 * 24 * 60 * 60_000;
const NEWS_MS = 30_000;
const COPY_MS = 60_000;

interface Stage {
  simulator: MeshySimulator;
  demo: Demo;
  browser: Browser;
  /** What demo and simulator have said. */
  told(): string;
  close(): Promise<void>;
}

/** The demo with a Meshy that makes small models of the photos that it is sent. */
async function openStage(kind: "postgres" | "pglite", faults: MeshySimulatorOptions["faults"] = {}): Promise<Stage> {
  const database: TestDatabase | null = kind === "postgres" ? await createTestDatabase({ kind, migrated: false }) : null;
  const lines: string[] = [];
  const simulator = await startMeshySimulator({ speed: SPEED, faults, log: (line) => lines.push(line), generator: { gridSize: 64, textureSize: 256, thumbnailSize: 128 } });
  const databaseUrl = typeof database?.connection === "string" ? { databaseUrl: database.connection } : {};
  const demo = await startDemo({ ...databaseUrl, env: { MESHY_BASE_URL: simulator.url, MESHY_WEBHOOK_SECRET: SECRET } });
  simulator.setWebhooks([{ url: `${demo.url}/api/webhooks/meshy`, secret: SECRET }]);
  const browser = await openBrowser();
  return {
    simulator,
    demo,
    browser,
    told: () => `${demo.output()}\n${lines.join("\n")}`,
    async close() {
      await browser.close();
      await demo.remove();
      await simulator.close();
      await database?.remove();
    },
  };
}

type NewsWay = "webhook" | "stream" | "sweeper" | "status";

/** How often the demo has heard in some way that a task succeeded. */
async function successesHeard({ demo }: Stage, ways: readonly NewsWay[]): Promise<number> {
  const text = await (await fetch(`${demo.url}/api/metrics`)).text();
  const counts = ways.map((via) => new RegExp(`^model_3d_task_news_total\\{provider="meshy",via="${via}",status="SUCCEEDED"\\} (\\d+)$`, "m").exec(text)?.[1]);
  return counts.reduce((sum, count) => sum + Number(count ?? 0), 0);
}

const successesDelivered = ({ simulator }: Stage) => simulator.deliveries.filter(({ status, outcome, answer }) => status === "SUCCEEDED" && outcome === "delivered" && answer === 200).length;

describe("with models from Meshy's simulator, told by webhook", () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage("postgres");
  });

  afterAll(() => stage?.close());

  it("says who makes the models, and where webhooks go", () => {
    const { demo, simulator } = stage;
    expect(demo.output()).toContain(`Generator: Meshy simulator at ${simulator.url}`);
    expect(demo.output()).toContain(`Webhooks: POST ${demo.url}/api/webhooks/meshy`);
  });

  it("walks from photos to two versions and back to the first, for 20 credits and two paid tasks", async () => {
    const { page, troubles } = await openPage(stage.browser, `${stage.demo.url}/your-photos`);
    await walkVersions(page);
    await expect.poll(() => successesDelivered(stage), { timeout: NEWS_MS }).toBe(2);
    await expect.poll(() => successesHeard(stage, ["webhook"]), { timeout: NEWS_MS }).toBeGreaterThanOrEqual(2);
    expect(stage.simulator.creates).toBe(2);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("makes a model of a product in the gallery and shows it", async () => {
    const { page, troubles } = await openPage(stage.browser, stage.demo.url);
    await walkGallery(page, { isMadeInNoTime: true });
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("shows models, versions and every file four days on, when the service has deleted its own", async () => {
    const { demo, simulator, browser } = stage;
    const user = new DemoUser(demo);
    const [{ sourceId, title } = { sourceId: "", title: "" }] = PRODUCTS;
    const theirs: string[] = [];
    for (const version of [1, 2]) {
      const { taskId } = await user.generate(sourceId);
      await expect.poll(async () => (await user.status(taskId)).finished_at, { timeout: GENERATION_MS, interval: 250 }).not.toBe(null);
      expect(await user.status(taskId), stage.told()).toMatchObject({ status: "SUCCEEDED", task_error: null });
      const task = await fetch(`${simulator.url}/openapi/v1/multi-image-to-3d/${taskId}`, { headers: { authorization: `Bearer ${simulator.apiKey}` } });
      const { model_urls, thumbnail_url } = (await task.json()) as { model_urls: Record<string, string>; thumbnail_url: string };
      theirs.push(...Object.values(model_urls), thumbnail_url);
      expect((await user.versions(sourceId)).count).toBe(version);
    }
    const filesShown = async () => (await user.versions(sourceId)).models.flatMap(({ model_urls, thumbnail_url, texture_urls }) => [...Object.values(model_urls), thumbnail_url ?? "", ...texture_urls.flatMap((maps) => Object.values(maps))]);
    const areOurs = async () => (await filesShown()).every((url) => url.startsWith("/api/model-files/"));
    await expect.poll(areOurs, { timeout: COPY_MS, interval: 500 }).toBe(true);

    await simulator.advance(FOUR_DAYS_MS);
    expect(theirs.length).toBeGreaterThan(4);
    for (const url of theirs) expect([403, 404], url).toContain((await fetch(url)).status);
    const downloadsBefore = simulator.downloads.length;

    const { page, troubles } = await openPage(browser, demo.url);
    await page.context().addCookies([{ name: "demo_user", value: user.userId, url: demo.url }]);
    await page.reload();
    const card = cardOf(page, title);
    await card.getByRole("button", { name: "View 3D" }).click();
    await showsTheModel(page.locator("model-3d-viewer[state=ready]"));
    await page.keyboard.press("Escape");
    await card.getByRole("button", { name: "Versions" }).click();
    const versions = page.locator("model-3d-versions");
    await versions.getByRole("listitem").filter({ hasText: "Version 1" }).getByRole("button", { name: "Set as active" }).click();
    await versions.getByRole("listitem").filter({ hasText: "Version 1" }).getByText("Active", { exact: true }).waitFor();
    const arePicturesThere = () => versions.locator(".thumbnail img").evaluateAll((images) => images.length === 2 && images.every((image) => image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0));
    await expect.poll(arePicturesThere, { timeout: COPY_MS }).toBe(true);
    for (const path of await filesShown()) {
      const file = await page.request.get(demo.url + path);
      expect([file.status(), (await file.body()).length > 0], path).toEqual([200, true]);
      if (new URL(path, demo.url).pathname.endsWith(".glb")) expect((await file.body()).subarray(0, 4).toString()).toBe("glTF");
    }
    expect(simulator.downloads.length).toBe(downloadsBefore);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

describe("with models from Meshy's simulator, every webhook dropped", () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage("pglite", { "webhook-dropped": 1 });
  });

  afterAll(() => stage?.close());

  const hearsOtherwise = async (models: number) => {
    expect(stage.simulator.deliveries.length).toBeGreaterThan(0);
    expect(stage.simulator.deliveries.filter(({ outcome }) => outcome !== "dropped")).toEqual([]);
    expect(await successesHeard(stage, ["webhook"])).toBe(0);
    expect(await successesHeard(stage, ["stream", "sweeper", "status"])).toBeGreaterThanOrEqual(models);
  };

  it("walks from photos to two versions and back to the first, for 20 credits", async () => {
    const { page, troubles } = await openPage(stage.browser, `${stage.demo.url}/your-photos`);
    await walkVersions(page);
    await hearsOtherwise(2);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it("makes a model of a product in the gallery and shows it", async () => {
    const { page, troubles } = await openPage(stage.browser, stage.demo.url);
    await walkGallery(page, { isMadeInNoTime: true });
    await hearsOtherwise(3);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
