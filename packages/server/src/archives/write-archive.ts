import type { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import type { ArchiveManifest, ExportFormat } from "@model-3d/contract";
import { formatOf, writeZip, type ZipEntry } from "@model-3d/mesh";
import type { StoredFile } from "../files/file-service.ts";
import { ApiError } from "../http/api-error.ts";
import { joinSignals } from "../join-signals.ts";
import type { ModelRow } from "../models/model-service.ts";
import type { ServiceContext } from "../service-context.ts";
import { findFile, type ArchiveFile } from "./find-file.ts";
import { createEntryNamer } from "./name-entries.ts";

export type ArchivedModel = Pick<ModelRow, "id" | "sourceType" | "sourceId" | "version"> & { name?: string };

interface Archive {
  userId: string;
  format: ExportFormat;
  /** In the order in which they come. */
  models: readonly ArchivedModel[];
  signal: AbortSignal;
  /** Called for each model that is not in it. */
  onMissing?: () => void;
}

/** What is being read, for the log. */
interface Place {
  modelId?: string;
  key?: string | undefined;
}

const GONE = "The file is gone from the storage. Make the model anew, or tell the operators of this site.";
const MANIFEST = "manifest.json";
const HUGE_BYTES = 0xffff_0000;
/** Files are made while those before them are sent. */
const AHEAD = 2;
/** Formats whose bytes a second packing makes no smaller. */
const PACKED: ReadonlySet<string> = new Set(["zip", "3mf", "usdz", "glb"]);

/**
 * The files of models as one ZIP, in pieces as they are read: nothing is written to a disk, and no more is in memory than one piece. The last entry
 * says which version of what each file is, with its hash, and what is missing and why.
 */
export async function* writeArchive(context: ServiceContext, archive: Archive): AsyncGenerator<Uint8Array> {
  const place: Place = {};
  try {
    yield* writeZip(entriesOf(context, archive, place), { checksum: crc32 });
  } catch (error) {
    // Here, before it ends the answer, which would look as if its reader had left.
    if (!archive.signal.aborted) context.logger.error({ err: error, ...place }, "An archive broke off");
    throw error;
  }
}

async function* entriesOf(context: ServiceContext, { userId, format, models, signal, onMissing }: Archive, place: Place): AsyncGenerator<ZipEntry> {
  const { extension } = formatOf(format);
  const ending = extension === format ? `.${extension}` : `.${format}.${extension}`;
  const namer = createEntryNamer([MANIFEST]);
  const manifest: ArchiveManifest = { format, created_at: context.clock.now().toISOString(), files: [], missing: [] };
  const miss = (missing: ArchiveManifest["missing"][number]) => {
    manifest.missing.push(missing);
    onMissing?.();
  };
  for await (const { model, found } of filesOf(context, { userId, format, models, signal }, place)) {
    const about = { model_id: model.id, source_type: model.sourceType, source_id: model.sourceId, version: model.version };
    if ("reason" in found) {
      miss({ ...about, reason: found.reason });
      continue;
    }
    const { file, productName } = found;
    place.key = file.key;
    const chunks = await openThere(context, file, signal);
    if (!chunks) {
      miss({ ...about, reason: GONE });
      continue;
    }
    const path = namer.name(`${productName}-v${model.version}`, ending);
    try {
      yield { path, isCompressed: !PACKED.has(extension), isHuge: file.bytes > HUGE_BYTES, chunks };
    } finally {
      chunks.destroy();
    }
    manifest.files.push({ path, ...about, bytes: file.bytes, sha256: file.sha256 });
  }
  yield { path: MANIFEST, isCompressed: true, chunks: [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)] };
}

/** Null where the storage has no such file: one of a thousand that is gone keeps nobody from the others. */
async function openThere(context: ServiceContext, file: StoredFile, signal: AbortSignal): Promise<Readable | null> {
  try {
    return await context.files.openFile(file, { signal });
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "not_found")) throw error;
    context.logger.warn({ err: error, key: file.key }, "A file is missing in the storage, so an archive is sent without it");
    return null;
  }
}

/** In order; the next few are asked for meanwhile. */
async function* filesOf(context: ServiceContext, { userId, format, models, signal }: Archive, place: Place): AsyncGenerator<{ model: ArchivedModel; found: ArchiveFile }> {
  const asked: Promise<ArchiveFile>[] = [];
  const left = new AbortController();
  const { signal: stop, leave } = joinSignals(signal, left.signal);
  const ask = ({ id: modelId, name }: ArchivedModel) => {
    const finding = findFile(context, { userId, modelId, format, name }, stop);
    // Whoever waits for it hears of it.
    finding.catch(() => undefined);
    asked.push(finding);
  };
  try {
    for (const [at, model] of models.entries()) {
      for (const next of models.slice(asked.length, at + 1 + AHEAD)) ask(next);
      Object.assign(place, { modelId: model.id, key: undefined });
      const found = await asked[at];
      if (found) yield { model, found };
    }
  } finally {
    left.abort();
    leave();
  }
}
