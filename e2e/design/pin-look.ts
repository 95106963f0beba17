import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const FONT = createRequire(import.meta.url).resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2");

/** Draws every text in a font that comes with the project, whatever fonts the machine has. */
export async function pinFont(page: Page): Promise<void> {
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const face = await new FontFace("Pinned", bytes, { weight: "100 900" }).load();
    document.fonts.add(face);
    document.documentElement.style.setProperty("--model-3d-font", "Pinned");
    document.body.style.fontFamily = "Pinned";
    await document.fonts.ready;
  }, readFileSync(FONT).toString("base64"));
}
