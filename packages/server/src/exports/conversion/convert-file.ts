import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { HonestyCard } from "@model-3d/contract";
import { convert, type Conversion, type ConvertOptions } from "@model-3d/mesh";
import { sharpCodec } from "@model-3d/mesh/sharp";
import type { ExportSettings } from "../export-settings.ts";
import type { ConversionTask } from "./conversion-messages.ts";

/**
 * Makes a file of another format of a GLB on the disk, in the thread that calls it.
 *
 * @throws InvalidGlbError, MeshError, or what the disk says.
 */
export async function convertFile({ source, target, format, settings, limits }: ConversionTask, onProgress: (share: number) => void): Promise<HonestyCard> {
  const conversion = await convert(await readFile(source), format, { ...writeOptionsOf(settings), limits, codec: sharpCodec, onProgress });
  await pipeline(conversion.chunks, createWriteStream(target, { flags: "wx", mode: 0o600 }));
  return toCard(conversion.card);
}

/** The options in the words of the writers. */
export function writeOptionsOf({ realSize, entity, ...options }: ExportSettings): ConvertOptions {
  const given = Object.entries({ ...options, dxf: entity, realSize: realSize ?? undefined }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as ConvertOptions;
}

function toCard({ kept, changed, lost, unit, upAxis, dimensions, isRealSize, triangles, faces, trianglesBefore, closed, bytes, notes }: Conversion["card"]): HonestyCard {
  return { kept: [...kept], changed: [...changed], lost: [...lost], unit, upAxis, dimensions, isRealSize, faces: faces ?? triangles, trianglesBefore, isClosed: closed.isClosed, bytes: bytes ?? 0, notes: [...notes] };
}
