import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { HonestyCard } from "@model-3d/contract";
import { convert, presentCard, readExportOptions } from "@model-3d/mesh";
import { loadDraco } from "@model-3d/mesh/draco";
import { sharpCodec } from "@model-3d/mesh/sharp";
import type { ConversionTask } from "./conversion-messages.ts";

/**
 * Makes a file of another format of a GLB on the disk, in the thread that calls it.
 *
 * @throws InvalidGlbError, MeshError, or what the disk says.
 */
export async function convertFile({ source, target, format, settings, limits, name }: ConversionTask, onProgress: (share: number) => void): Promise<HonestyCard> {
  const conversion = await convert(await readFile(source), format, { ...readExportOptions(settings), limits, ...(name !== undefined && { name }), codec: sharpCodec, draco: loadDraco, onProgress });
  await pipeline(conversion.chunks, createWriteStream(target, { flags: "wx", mode: 0o600 }));
  return presentCard(conversion.card);
}
