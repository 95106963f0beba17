import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { LOW_MATCH_PERCENT, MAX_IMAGE_BYTES } from "@model-3d/contract";
import { ConversionRefused } from "../exports/conversion/conversion-refused.ts";
import type { MatchTask } from "../exports/conversion/conversion-messages.ts";
import { spoolFile } from "../files/spool-file.ts";
import { MissingFileError } from "../files/storage.ts";
import { findPhotos } from "../generations/find-photos.ts";
import type { ModelRow } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";

const MAX_PICTURE_BYTES = 8 * 1024 * 1024;

type StoredMatch = NonNullable<ModelRow["photoMatch"]>;

interface Making {
  source: string;
  signal: AbortSignal;
  adopt(match: StoredMatch, keys: readonly string[]): Promise<void>;
}

/** Compares a model with its photos, and keeps pictures of where they differ. @throws ConversionRefused where nothing stands out in any photo. */
export async function makeMatch(context: ServiceContext, { id, userId, provider }: ModelRow, { source, signal, adopt }: Making): Promise<void> {
  const { temporaryDirectory } = context.storage;
  const photos: MatchTask["photos"] = [];
  const keys: string[] = [];
  try {
    for (const { view, open } of await findPhotos(context, id)) {
      const target = join(temporaryDirectory, `${randomUUID()}.tmp`);
      const spooled = await spoolFile(await open(signal), { directory: temporaryDirectory, maxBytes: MAX_IMAGE_BYTES, signal });
      photos.push({ view, path: spooled.path, target });
    }
    const found = await context.converter.run({ kind: "match", source, limits: context.options.files.glbLimits, photos }, { signal });
    if (!found) throw new ConversionRefused({ code: "unsuitable", message: "Nothing stands out in the photos, so that there is nothing to compare the model with." });
    const match: StoredMatch = { percent: found.percent, yaw: found.yaw, views: {} };
    for (const { view, target } of photos) {
      const likeness = found.views[view];
      if (!likeness) continue;
      const name = `derived-match-${view}.png`;
      const { key } = await context.files.writeFile({ userId, kind: "model_file", modelId: id, name, contentType: "image/png", source: createReadStream(target), maxBytes: MAX_PICTURE_BYTES, signal });
      keys.push(key);
      match.views[view] = { ...likeness, name };
    }
    await adopt(match, keys);
    context.metrics.count("photo_matches", { provider, result: found.percent < LOW_MATCH_PERCENT ? "low" : "good" });
    context.metrics.count("photo_match_percents", { provider }, found.percent);
  } catch (error) {
    await context.files.discardFiles(keys);
    throw error instanceof MissingFileError ? new ConversionRefused({ code: "unreadable", message: "A photo of the model is gone." }, { cause: error }) : error;
  } finally {
    for (const { path, target } of photos) await Promise.all([rm(path, { force: true }), rm(target, { force: true })]);
  }
}
