import { createReadStream } from "node:fs";
import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Knex } from "knex";
import { ConversionRefused } from "../exports/conversion/conversion-refused.ts";
import { ExportGone } from "../exports/export-gone.ts";
import { nameProduct } from "../exports/exports-options.ts";
import { fetchSource } from "../exports/fetch-source.ts";
import { publishHostEvent } from "../host-events/host-event-service.ts";
import { hostModelOf, matchNewsOf } from "../models/announce-model.ts";
import { addDerivatives, findModel, lockModel, type Derivatives, type ModelRow } from "../models/model-service.ts";
import { sizedUsdz } from "../models/sized-usdz.ts";
import type { ServiceContext } from "../service-context.ts";
import { DERIVATIVE_NAMES, type DerivativeName } from "./derivatives-options.ts";
import { makeMatch } from "./make-match.ts";
import { makeThumbnails } from "./make-thumbnails.ts";

export const MAKE_DERIVATIVES = "make-derivatives";

/** Names in the storage; none that a service gives its files. */
const NAMES = { light: "derived-light.glb", tiny: "derived-tiny.glb", usdz: "derived.usdz" } as const;
const KINDS = { light: "glb_light", tiny: "glb_tiny", usdz: "usdz" } as const;
type FileDerivative = keyof typeof NAMES;
const TYPES = { light: "model/gltf-binary", tiny: "model/gltf-binary", usdz: "model/vnd.usdz+zip" } as const;
const TURNTABLE = "derived-turntable.webp";
const MAX_BYTES = 512 * 1024 * 1024;

/** Has the workers make what the host wants of a model, once the transaction commits. */
export async function sendDerivatives({ queue, options }: Pick<ServiceContext, "queue" | "options">, trx: Knex.Transaction, modelId: string): Promise<void> {
  if (DERIVATIVE_NAMES.some((name) => options.derivatives[name])) await queue.send(trx, MAKE_DERIVATIVES, { modelId });
}


/**
 * Makes what a model does not have yet of what the host wants, one after the other and each stored by itself. What users wait for goes first. What
 * cannot be made of this model is left out, and told to the log. Can run any number of times.
 *
 * @throws what may pass by itself (database away, storage full), so that the queue tries again.
 */
export async function makeDerivatives(context: ServiceContext, { modelId }: { modelId: string }, signal: AbortSignal): Promise<void> {
  const model = await context.database.statementAsService((trx) => findModel(trx, modelId));
  if (model?.status !== "SUCCEEDED" || model.modelUrls["glb"] === undefined) return;
  const wanted = DERIVATIVE_NAMES.filter((name) => context.options.derivatives[name] && !isThere(model, name));
  if (wanted.length === 0) return;
  try {
    const source = await fetchSource(context, modelId, signal);
    try {
      for (const name of wanted) await makeOne(context, model, { name, source: source.path, signal });
    } finally {
      await source.remove();
    }
  } catch (error) {
    if (error instanceof ExportGone) return;
    if (!(error instanceof ConversionRefused)) throw error;
    context.logger.warn({ modelId, reason: error.message }, "Nothing could be made of a model");
  }
}

function isThere(model: ModelRow, name: DerivativeName): boolean {
  if (name === "match") return model.photoMatch !== null;
  if (name === "turntable") return model.turntable !== null;
  if (name === "report") return model.report !== null;
  if (name === "thumbnails") return model.thumbnails.length > 0;
  const place = placeOf(model, name);
  return place.isSized ? model.modelUrls[place.kind] === place.name : model.modelUrls[place.kind] !== undefined;
}

/** Where a file is to be found: a USDZ beside the service's own where the thing has a size, which no service knows. */
function placeOf({ realSize }: Pick<ModelRow, "realSize">, name: FileDerivative): { kind: string; name: string; isSized: boolean } {
  if (name === "usdz" && realSize !== null) return { kind: sizedUsdz.kind, name: sizedUsdz.nameOf(realSize), isSized: true };
  return { kind: KINDS[name], name: NAMES[name], isSized: false };
}

interface Making {
  name: DerivativeName;
  source: string;
  signal: AbortSignal;
}

async function makeOne(context: ServiceContext, model: ModelRow, making: Making): Promise<void> {
  const started = performance.now();
  const { name, signal } = making;
  const end = (result: string) => {
    context.metrics.count("derivatives", { name, result });
    context.metrics.observe("derivative_making", (performance.now() - started) / 1000, { name, result });
  };
  try {
    await context.converter.whenIdle(signal);
    if (name === "report") await adopt(context, model.id, { report: await context.converter.run({ kind: "measure", source: making.source, limits: context.options.files.glbLimits }, { signal }) }, []);
    else if (name === "thumbnails") await makeThumbnails(context, model, { draw: () => draw(context, making), adopt: (thumbnails, keys) => adopt(context, model.id, { thumbnails }, keys) }, signal);
    else if (name === "turntable") await makeTurntable(context, model, making);
    else if (name === "match") await makeMatch(context, model, { ...making, adopt: (photoMatch, keys) => adopt(context, model.id, { photoMatch }, keys) });
    else await makeFile(context, model, { ...making, name });
    end("made");
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ConversionRefused)) throw error;
    end(error.failure.code);
    context.logger.warn({ modelId: model.id, name, reason: error.message }, "A file could not be made of a model");
  }
}

async function makeFile(context: ServiceContext, model: ModelRow, { name, source, signal }: Making & { name: FileDerivative }): Promise<void> {
  const { id, userId, realSize } = model;
  const place = placeOf(model, name);
  const target = join(context.storage.temporaryDirectory, `${randomUUID()}.tmp`);
  const { glbLimits: limits } = context.options.files;
  try {
    if (name === "usdz") await context.converter.run({ kind: "convert", source, target, limits, format: "usdz", settings: { realSize }, name: await nameProduct(context.options.exports, model, undefined) }, { signal });
    // One that is not lighter would only be one more file to load.
    else if (!(await context.converter.run({ kind: "optimize", source, target, limits, preset: name }, { signal })).isLighter) return;
    const { key } = await context.files.writeFile({ userId, kind: "model_file", modelId: id, name: place.name, contentType: TYPES[name], source: createReadStream(target), maxBytes: MAX_BYTES, signal });
    await adopt(context, id, { modelUrls: { [place.kind]: place.name } }, [key]);
  } finally {
    await rm(target, { force: true });
  }
}

async function draw(context: ServiceContext, { source, signal }: Making): Promise<Buffer> {
  const target = join(context.storage.temporaryDirectory, `${randomUUID()}.tmp`);
  try {
    await context.converter.run({ kind: "draw", source, target, limits: context.options.files.glbLimits }, { signal });
    return await readFile(target);
  } finally {
    await rm(target, { force: true });
  }
}

async function makeTurntable(context: ServiceContext, { id, userId }: ModelRow, { source, signal }: Making): Promise<void> {
  const target = join(context.storage.temporaryDirectory, `${randomUUID()}.tmp`);
  try {
    const layout = await context.converter.run({ kind: "turntable", source, target, limits: context.options.files.glbLimits }, { signal });
    const { key } = await context.files.writeFile({ userId, kind: "model_file", modelId: id, name: TURNTABLE, contentType: "image/webp", source: createReadStream(target), maxBytes: MAX_BYTES, signal });
    await adopt(context, id, { turntable: { name: TURNTABLE, ...layout } }, [key]);
  } finally {
    await rm(target, { force: true });
  }
}

/** Makes it the model's, or leaves nothing. */
async function adopt(context: ServiceContext, modelId: string, derivatives: Derivatives, keys: readonly string[]): Promise<void> {
  try {
    await context.database.asService(async (trx) => {
      const row = await lockModel(trx, modelId);
      if (!row) throw new ExportGone();
      const sized = derivatives.modelUrls?.[sizedUsdz.kind];
      // The size is another one meanwhile: the job that was sent with it makes the right one, and may have done so.
      if (sized !== undefined && (row.realSize === null || sized !== sizedUsdz.nameOf(row.realSize))) throw new ExportGone();
      await context.files.adoptFiles(trx, { modelId, keys, inPlaceOf: Object.keys(derivatives.modelUrls ?? {}).flatMap((kind) => row.modelUrls[kind] ?? []) });
      await addDerivatives(trx, modelId, derivatives);
      const { photoMatch } = derivatives;
      if (photoMatch) await publishHostEvent(trx, { type: "model.matched", userId: row.userId, data: { ...hostModelOf(row), match: matchNewsOf(photoMatch) } });
    });
  } catch (error) {
    await context.files.discardFiles(keys);
    throw error;
  }
}
