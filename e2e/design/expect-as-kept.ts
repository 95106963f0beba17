import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locator } from "playwright-core";
import sharp from "sharp";
import { expect } from "vitest";
import { comparePictures } from "./compare-pictures.ts";

const KEPT = fileURLToPath(new URL("../snapshots/", import.meta.url));
const NEW = fileURLToPath(new URL("../../node_modules/.cache/model-3d/snapshots/", import.meta.url));
const RENEWS = process.env.MODEL_3D_RENEW_SNAPSHOTS === "1";

export const takePicture = (shown: Locator): Promise<Buffer> => shown.screenshot({ animations: "disabled", caret: "hide" });

/** Fails where a picture differs from the one that is kept under that name; renews that one where this is asked for. */
export async function expectAsKept(name: string, picture: Buffer): Promise<void> {
  const path = join(KEPT, `${name}.png`);
  const keep = async (): Promise<void> => writeFileSync(path, await sharp(picture).png({ palette: true, colours: 128, dither: 0, effort: 10 }).toBuffer());
  if (!existsSync(path)) {
    if (RENEWS) return keep();
    throw new Error(`There is no ${path}. CONTRIBUTING.md says how to take it.`);
  }
  const { isSame, difference } = await comparePictures(readFileSync(path), picture);
  if (isSame) return;
  if (RENEWS) return keep();
  mkdirSync(NEW, { recursive: true });
  writeFileSync(join(NEW, `${name}.png`), picture);
  expect.fail(`It does not look as in ${path}: ${difference}. How it looks now: ${join(NEW, `${name}.png`)}`);
}
