import { crc32 } from "node:zlib";
import type { ArchiveManifest, ExportFormat } from "@model-3d/contract";
import { formatOf, writeZip, type ZipEntry } from "@model-3d/mesh";
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
}

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
  yield* writeZip(entriesOf(context, archive), { checksum: crc32 });
}

async function* entriesOf(context: ServiceContext, { userId, format, models, signal }: Archive): AsyncGenerator<ZipEntry> {
  const { extension } = formatOf(format);
  const ending = extension === format ? `.${extension}` : `.${format}.${extension}`;
  const namer = createEntryNamer([MANIFEST]);
  const manifest: ArchiveManifest = { format, created_at: context.clock.now().toISOString(), files: [], missing: [] };
  for await (const { model, found } of filesOf(context, { userId, format, models, signal })) {
    const about = { model_id: model.id, source_type: model.sourceType, source_id: model.sourceId, version: model.version };
    if ("reason" in found) {
      manifest.missing.push({ ...about, reason: found.reason });
      continue;
    }
    const { file, productName } = found;
    const path = namer.name(`${productName}-v${model.version}`, ending);
    yield { path, isCompressed: !PACKED.has(extension), isHuge: file.bytes > HUGE_BYTES, chunks: await context.files.openFile(file, { signal }) };
    manifest.files.push({ path, ...about, bytes: file.bytes, sha256: file.sha256 });
  }
  yield { path: MANIFEST, isCompressed: true, chunks: [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)] };
}

/** In order; the next few are asked for meanwhile. */
async function* filesOf(context: ServiceContext, { userId, format, models, signal }: Archive): AsyncGenerator<{ model: ArchivedModel; found: ArchiveFile }> {
  const asked: Promise<ArchiveFile>[] = [];
  const left = new AbortController();
  const stop = AbortSignal.any([signal, left.signal]);
  const ask = ({ id: modelId, name }: ArchivedModel) => {
    const finding = findFile(context, { userId, modelId, format, name }, stop);
    // Whoever waits for it hears of it.
    finding.catch(() => undefined);
    asked.push(finding);
  };
  try {
    for (const [at, model] of models.entries()) {
      for (const next of models.slice(asked.length, at + 1 + AHEAD)) ask(next);
      const found = await asked[at];
      if (found) yield { model, found };
    }
  } finally {
    left.abort();
  }
}
