import type { ExportFailure, ExportFormat, ExportFormatEntry, ExportOptions, HonestyCard, Model, ModelReport, RealSize } from "@model-3d/contract";
import { addCrossing, boundsOf, convert, describeConversion, describeFormat, explainRefusal, foreseeCard, FORMAT_NAMES, isGivenAsItIs, judgeFormats, presentCard, presentOriginal, readExportOptions, readGlb, withBasis } from "@model-3d/mesh";
import { canvasCodec } from "@model-3d/mesh/canvas";

/** A file to be made of a GLB. */
export interface LocalRequest {
  glb: Blob;
  format: ExportFormat;
  options: ExportOptions;
  /** Of the thing, where the options say none. */
  realSize: RealSize | null;
  /** What was found of the model, where somebody has measured it. */
  report?: ModelReport | null;
  /** What the thing is called in the file. */
  name?: string;
}

export interface LocalFile {
  file: Blob;
  card: HonestyCard;
}

/** What there is to know of a model whose formats are listed. */
export interface ListedModel extends Pick<Model, "provider"> {
  /** Formats of the files that came with it. */
  files: readonly string[];
  realSize: RealSize | null;
  report: ModelReport | null;
}

/**
 * What can be made here: all formats. Some of what came with the model is better than what can be made of it, unless it is to have a size. A USDZ may be the
 * service's or the server's, and nothing tells which.
 */
export function listLocally({ files, realSize, provider, report }: ListedModel): ExportFormatEntry[] {
  return FORMAT_NAMES.map((format) => {
    const isOwn = files.includes(format) && realSize === null && (format === "usdz" || isGivenAsItIs({ format, by: provider }));
    return { ...describeFormat(format), available: true, how: !isOwn ? "made" : format === "glb" ? "direct" : "provider", card: isOwn && format !== "usdz" ? presentOriginal({ format, by: provider, report }) : null };
  });
}

/** Fetched for a file that is compressed with it, and for no other. */
const draco = async (): Promise<object> => (await import("../viewer/decoders/draco-module.ts")).loadDraco();

/** Fetched for a file that has pictures of the kind that it reads, and for no other. */
const codec = withBasis(canvasCodec, async () => {
  const basis = await (await import("../viewer/decoders/basis-module.ts")).loadBasis();
  basis.initializeBasis();
  return basis;
});

/** Looks into a GLB and says what each format would keep of it. @throws InvalidGlbError, MeshError. */
export async function foreseeLocally({ glb, realSize, report }: Pick<LocalRequest, "glb" | "realSize" | "report">): Promise<Record<ExportFormat, HonestyCard>> {
  const model = await readGlb(new Uint8Array(await glb.arrayBuffer()), { draco });
  const judged = judgeFormats(model, codec);
  const { triangles, closed } = await describeConversion(model, "obj", { textures: false });
  const found = { triangles, bounds: boundsOf(model), isClosed: closed.isClosed, crossingTriangles: report?.crossingTriangles };
  return Object.fromEntries(FORMAT_NAMES.map((format) => [format, foreseeCard(format, judged[format], found, realSize)])) as Record<ExportFormat, HonestyCard>;
}

/** Makes a file on the thread that calls it. @throws InvalidGlbError, MeshError, the signal's reason. */
export async function makeLocally({ glb, format, options, realSize, report, name }: LocalRequest, { onProgress, signal }: { onProgress: (percent: number) => void; signal?: AbortSignal }): Promise<LocalFile> {
  const given = readExportOptions({ ...options, realSize: options.realSize === undefined ? realSize : options.realSize });
  const conversion = await convert(new Uint8Array(await glb.arrayBuffer()), format, { ...given, ...(name !== undefined && { name }), ...(signal && { signal }), codec, draco, onProgress: (share) => onProgress(Math.floor(share * 100)) });
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of conversion.chunks) chunks.push(new Uint8Array(chunk));
  const card = presentCard(conversion.card);
  return { file: new Blob(chunks, { type: conversion.mediaType }), card: { ...card, notes: addCrossing(card.notes, format, report ?? null) } };
}

/** Why a file came to nothing, for the user. */
export function failureOf(error: unknown): ExportFailure {
  return explainRefusal(error) ?? { code: "failed", message: `The file could not be made: ${error instanceof Error ? error.message : String(error)}` };
}
