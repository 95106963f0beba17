import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderPhoto, type PhotoOptions, type PhotoView, type ProductObject } from "@model-3d/test-utils";
import { sharpCodec } from "../src/node/index.ts";

export const CACHE_FOLDER = join(import.meta.dirname, ".cache");

const SOURCES = ["objects", "photos"].map((folder) => join(import.meta.dirname, "../../test-utils/src", folder));

/** A photo as PNG bytes; drawn once for each state of the objects' and the renderer's source. */
export async function cachedPhoto(object: ProductObject, view: PhotoView, options: Partial<PhotoOptions>): Promise<Uint8Array> {
  const key = createHash("sha256").update(sourceHash()).update(JSON.stringify([object.name, view, options])).digest("hex").slice(0, 16);
  const file = join(CACHE_FOLDER, "photos", `${object.name}-${view}-${key}.png`);
  if (existsSync(file)) return readFileSync(file);
  mkdirSync(join(CACHE_FOLDER, "photos"), { recursive: true });
  const bytes = await sharpCodec.encode(renderPhoto(object, view, options), "png");
  writeFileSync(file, bytes);
  return bytes;
}

let hash = "";

function sourceHash(): string {
  if (hash) return hash;
  const digest = createHash("sha256");
  for (const folder of SOURCES) {
    for (const name of readdirSync(folder).sort()) if (!name.endsWith(".test.ts")) digest.update(readFileSync(join(folder, name)));
  }
  hash = digest.digest("hex");
  return hash;
}
