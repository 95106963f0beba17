import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { FakeApi } from "../packages/client/test/fake-api.ts";
import { openDesign, sceneOf } from "./design/open-design.ts";
import { openBrowser } from "./open-browser.ts";
import { servePages, type ServedPages } from "./serve-pages.ts";

const MAX_TABS = 25;
/** On a machine that is busy with other things. */
const WAIT_MS = 30_000;
let browser: Browser;
let pages: ServedPages;
/** One for all walks: each has a scene, and an API, of its own. */
let page: Page;

beforeAll(async () => {
  [pages, browser] = [await servePages(), await openBrowser()];
  ({ page } = await openDesign(browser, pages.url));
});

afterAll(async () => {
  await browser.close();
  await pages.close();
});

/** What a walk that failed has left open is not in the way of the next. */
afterEach(async () => {
  for (let open = MAX_TABS; open > 0 && (await page.locator("dialog[open]").count()) > 0; open--) await page.keyboard.press("Escape");
});

/** Name of the control that has the focus, through all shadow roots. */
function focusedName(): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const root = element?.getRootNode() as ShadowRoot | undefined;
    const labelledBy = root?.getElementById(element?.getAttribute("aria-labelledby") ?? "");
    const label = (element as HTMLInputElement | null)?.labels?.[0]?.querySelector("span")?.textContent;
    return (element?.getAttribute("aria-label") ?? labelledBy?.textContent ?? label ?? element?.textContent ?? "").replace(/\s+/g, " ").trim();
  });
}

const ROLES = ["button", "checkbox", "searchbox", "combobox", "article"] as const;

/** Presses Tab until the control has the focus; what it belongs to may still be on its way. */
async function tabTo(scene: Locator, name: string): Promise<void> {
  const [first, ...others] = ROLES.map((role) => scene.getByRole(role, { name, exact: true }));
  if (first === undefined) return;
  await others.reduce((any, other) => any.or(other), first).filter({ visible: true }).first().waitFor({ timeout: WAIT_MS });
  const passed: string[] = [];
  for (let tab = 0; tab < MAX_TABS; tab++) {
    await page.keyboard.press("Tab");
    passed.push(await focusedName());
    if (passed.at(-1) === name) return;
  }
  throw new Error(`Tab does not come to "${name}"; it came to: ${passed.join(" | ")}`);
}

async function hasFocus(name: string): Promise<void> {
  await expect.poll(() => focusedName(), { timeout: WAIT_MS }).toBe(name);
}

/** Gives the confirmation, once the photo coach has spoken. */
async function goOn(scene: Locator): Promise<void> {
  await hasFocus("Continue");
  await scene.getByRole("button", { name: "Continue", disabled: false }).waitFor({ timeout: WAIT_MS });
  await page.keyboard.press("Enter");
}

/** Lets something happen at the server of a scene. */
function atServer(scene: string, happen: "progress" | "succeed" | "fail"): Promise<void> {
  return sceneOf(page, scene).evaluate((section, what) => {
    const { api } = (section as HTMLElement & { scene: { api: FakeApi } }).scene;
    const id = api.models.at(-1)?.id ?? "";
    if (what === "progress") api.progress(id, 35);
    else if (what === "succeed") api.succeed(id);
    else api.fail(id, "The back photo shows no object.");
  }, happen);
}

it("generates, follows, views and regenerates, is told why one failed, and tries again, by keyboard alone", async () => {
  const scene = sceneOf(page, "generate-photos");
  await scene.focus();
  await tabTo(scene, "Generate 3D (10 credits)");
  await page.keyboard.press("Enter");
  await hasFocus("Continue");
  await page.keyboard.press("Escape");
  await hasFocus("Generate 3D (10 credits)");
  await page.keyboard.press("Enter");
  await goOn(scene);
  await hasFocus("Check Generation Status");
  await atServer("generate-photos", "progress");
  await scene.getByText("35%").first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("Mug: still processing, 35% done").first().waitFor();
  await atServer("generate-photos", "succeed");
  await hasFocus("View 3D");
  await page.getByText("Mug: the 3D model is ready").first().waitFor();
  await page.keyboard.press("Enter");
  await scene.getByRole("dialog", { name: "3D model of Mug" }).waitFor();
  await page.keyboard.press("Escape");
  await hasFocus("View 3D");
  await tabTo(scene, "Regenerate (10 credits)");
  await page.keyboard.press("Enter");
  await goOn(scene);
  await hasFocus("Check Generation Status");
  await atServer("generate-photos", "fail");
  await scene.getByRole("alert").getByText("The back photo shows no object.").waitFor();
  await tabTo(scene, "Try again (10 credits)");
});

it("sets a version as active, thinks better of deleting it, and deletes another, by keyboard alone", async () => {
  const scene = sceneOf(page, "versions-ready");
  const focusedRow = (): Promise<string> => scene.evaluate((section) => section.querySelector("model-3d-versions")?.shadowRoot?.activeElement?.closest("[data-id]")?.textContent ?? "");
  await scene.focus();
  await tabTo(scene, "Set as active");
  await page.keyboard.press("Enter");
  await page.getByText("Version 1 is now the active one").first().waitFor();
  await expect.poll(focusedRow, { timeout: WAIT_MS }).toContain("Version 1");
  await scene.focus();
  await tabTo(scene, "Delete");
  await page.keyboard.press("Enter");
  await hasFocus("Cancel");
  await page.keyboard.press("Escape");
  await hasFocus("Delete");
  await page.keyboard.press("Enter");
  await hasFocus("Cancel");
  await tabTo(scene, "Delete");
  await page.keyboard.press("Enter");
  await page.getByText("Version 4 was deleted").first().waitFor();
  await expect.poll(focusedRow, { timeout: WAIT_MS }).toContain("Version");
});

it("opens the model of a toolbar's button over the page, and comes back to the button", async () => {
  const scene = sceneOf(page, "button-ready");
  await scene.focus();
  await tabTo(scene, "View the 3D model of Mug");
  await page.keyboard.press("Enter");
  await scene.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await hasFocus("View the 3D model of Mug");
});

it("goes from card to card, opens versions and files of one, and comes back to its button each time", async () => {
  const scene = sceneOf(page, "gallery-ready");
  await scene.focus();
  await tabTo(scene, "Mug");
  await page.keyboard.press("ArrowRight");
  await hasFocus("Teapot");
  await tabTo(scene, "Check Generation Status");
  await page.keyboard.press("Enter");
  await page.getByText("Teapot: still processing, 45% done").first().waitFor();
  await page.keyboard.press("ArrowRight");
  await hasFocus("Vase");
  await tabTo(scene, "Versions");
  await page.keyboard.press("Enter");
  await scene.getByRole("dialog", { name: "Versions of Vase" }).waitFor();
  await page.keyboard.press("Escape");
  await hasFocus("Versions");
  await tabTo(scene, "Export");
  await page.keyboard.press("Enter");
  await scene.getByRole("dialog", { name: "Export Vase" }).waitFor();
  await tabTo(scene, "Download GLB");
  await page.keyboard.press("Escape");
  await hasFocus("Export");
  await tabTo(scene, "Regenerate (10 credits)");
  await page.keyboard.press("Enter");
  await goOn(scene);
  await hasFocus("Check Generation Status");
  await page.keyboard.press("ArrowRight");
  await hasFocus("Bowl");
  await tabTo(scene, "Try again (10 credits)");
});

it("searches, filters and changes the view of a gallery by keyboard alone", async () => {
  const scene = sceneOf(page, "gallery-list");
  await scene.focus();
  await tabTo(scene, "Search");
  await page.keyboard.type("vase");
  await scene.getByText("1 item").waitFor();
  await tabTo(scene, "Status");
  await page.keyboard.type("3D");
  await expect.poll(() => scene.getByRole("combobox", { name: "Status" }).inputValue(), { timeout: WAIT_MS }).toBe("ready");
  await tabTo(scene, "Grid");
  await page.keyboard.press("Enter");
  await tabTo(scene, "Vase");
});

it("ticks two versions, compares them, and comes back", async () => {
  const scene = sceneOf(page, "versions-ready");
  await scene.focus();
  await tabTo(scene, "Compare version 2");
  await page.keyboard.press("Space");
  await tabTo(scene, "Compare version 1");
  await page.keyboard.press("Space");
  await scene.focus();
  await tabTo(scene, "Compare");
  await page.keyboard.press("Enter");
  await scene.getByRole("dialog", { name: "Version 1 and version 2" }).waitFor();
  await tabTo(scene, "Slider");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await hasFocus("Compare");
});

it("chooses photos, moves one to another view, removes it and sends the rest", async () => {
  const scene = sceneOf(page, "upload-empty");
  await scene.focus();
  // Before the key: the browser has to be told that the dialog is not to open.
  const chosen = page.waitForEvent("filechooser");
  await tabTo(scene, "Choose photos");
  await page.keyboard.press("Enter");
  await (await chosen).setFiles(["front", "back", "side"].map((view) => `demo/photos/teapot-${view}.jpg`));
  await hasFocus("Move teapot-front.jpg to another view");
  await tabTo(scene, "Move teapot-side.jpg to another view");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  await hasFocus("Move teapot-side.jpg to another view");
  await tabTo(scene, "Remove teapot-side.jpg");
  await page.keyboard.press("Enter");
  await hasFocus("Add the top photo");
  await tabTo(scene, "Use these photos");
  await page.keyboard.press("Enter");
  await hasFocus("Use these photos");
});
