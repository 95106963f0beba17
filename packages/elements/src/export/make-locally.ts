import { EXPORT_FORMATS, LENGTH_UNITS } from "./format-lists.ts";
import type { ExportFailure, ExportFailureCode, ExportFormat, ExportFormatEntry, ExportOptionName, ExportOptions, HonestyCard, RealSize } from "@model-3d/contract";
import { convert, formatOf, InvalidGlbError, MeshError, WRITE_DEFAULTS, type MeshErrorCode } from "@model-3d/mesh";
import { canvasCodec } from "@model-3d/mesh/canvas";

/** A file to be made of a GLB. */
export interface LocalRequest {
  glb: Blob;
  format: ExportFormat;
  options: ExportOptions;
  /** Of the thing, where the options say none. */
  realSize: RealSize | null;
}

export interface LocalFile {
  file: Blob;
  card: HonestyCard;
}

/** The names of the writers' options in the words of the API. */
const OPTION_NAMES: Readonly<Record<string, ExportOptionName>> = { unit: "unit", upAxis: "upAxis", maxFaces: "maxFaces", tessellated: "tessellated", dxf: "entity", textures: "textures" };

/** What can be made here: all formats; a GLB is there as it is, unless it is to have a size. */
export function listLocally(realSize: RealSize | null): ExportFormatEntry[] {
  return EXPORT_FORMATS.map((format) => {
    const { extension, mediaType, unit, upAxis, takes } = formatOf(format);
    const options = [...takes.flatMap((name) => OPTION_NAMES[name] ?? []), "realSize" as const];
    const how = format === "glb" && realSize === null ? "direct" : "made";
    const units = options.includes("unit") ? [...LENGTH_UNITS] : [unit];
    return { format, extension, media_type: mediaType, available: true, how, options, units, default_unit: unit, default_up_axis: upAxis, default_max_faces: options.includes("maxFaces") ? WRITE_DEFAULTS.maxFaces : null };
  });
}

/** Makes a file on the thread that calls it. @throws InvalidGlbError, MeshError, the signal's reason. */
export async function makeLocally({ glb, format, options, realSize }: LocalRequest, { onProgress, signal }: { onProgress: (percent: number) => void; signal?: AbortSignal }): Promise<LocalFile> {
  const { realSize: own, entity, ...others } = options;
  const size = own === undefined ? realSize : own;
  const given = Object.entries({ ...others, dxf: entity, realSize: size ?? undefined, signal }).filter(([, value]) => value !== undefined);
  const conversion = await convert(new Uint8Array(await glb.arrayBuffer()), format, { ...Object.fromEntries(given), codec: canvasCodec, onProgress: (share) => onProgress(Math.floor(share * 100)) });
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of conversion.chunks) chunks.push(new Uint8Array(chunk));
  const { kept, changed, lost, unit, upAxis, dimensions, isRealSize, triangles, faces, trianglesBefore, closed, bytes, notes } = conversion.card;
  const card = { kept: [...kept], changed: [...changed], lost: [...lost], unit, upAxis, dimensions: { ...dimensions }, isRealSize, faces: faces ?? triangles, trianglesBefore, isClosed: closed.isClosed, bytes: bytes ?? 0, notes: [...notes] };
  return { file: new Blob(chunks, { type: conversion.mediaType }), card };
}

const CODES: Readonly<Record<MeshErrorCode, ExportFailureCode>> = { no_triangles: "unsuitable", too_large: "too_many_faces", unreadable_image: "unreadable", option: "unsuitable" };

/** Why a file came to nothing, for the user. */
export function failureOf(error: unknown): ExportFailure {
  if (error instanceof MeshError) return { code: CODES[error.code], message: error.message };
  if (error instanceof InvalidGlbError) return { code: "unreadable", message: error.message };
  if (error instanceof RangeError) return { code: "too_large", message: "The model is too large for this format. Take another one, or a model of fewer triangles." };
  return { code: "failed", message: `The file could not be made: ${error instanceof Error ? error.message : String(error)}` };
}
