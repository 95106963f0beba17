import { readFile, writeFile } from "node:fs/promises";
import { MAX_IMAGE_PIXELS, type View } from "@model-3d/contract";
import { matchModel } from "@model-3d/generator";
import { sharpCodec } from "@model-3d/generator/node";
import { readGlb } from "@model-3d/mesh";
import { loadDraco } from "@model-3d/mesh/draco";
import type { FileResults, MatchTask } from "./conversion-messages.ts";
import { paintModel } from "./paint-model.ts";

/** Compares a GLB on the disk with photos, in the thread that calls it, and writes a PNG of where they differ for each that was of use. */
export async function matchFile({ source, photos, limits }: MatchTask): Promise<FileResults["match"]> {
  const model = await readGlb(await readFile(source), { limits, draco: loadDraco });
  const bytes: Partial<Record<View, Uint8Array>> = {};
  for (const { view, path } of photos) bytes[view] = await readFile(path);
  const found = await matchModel(await paintModel(model), bytes, sharpCodec, { maxPixels: MAX_IMAGE_PIXELS });
  if (!found) return null;
  for (const { view, target } of photos) {
    const picture = found.pictures.get(view);
    if (picture) await writeFile(target, await sharpCodec.encode(picture, "png"), { flag: "wx", mode: 0o600 });
  }
  return { ...found.match, yaw: found.yaw };
}
