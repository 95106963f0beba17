import { planExport } from "./convert/plan-export.ts";
import type { Model } from "./model.ts";
import type { FormatName, Kept } from "./write/format.ts";
import { formatOf } from "./write/formats.ts";
import { judgeExport } from "./write/judge-export.ts";
import { piecesOnce } from "./write/pieces-once.ts";
import { resolveWriteOptions, type WriteOptions } from "./write/write-options.ts";

/**
 * A model as a file of another format, in pieces as they are made.
 *
 * @example
 * const model = await readGlb(bytes);
 * for await (const chunk of writeModel(model, "stl", { scale: 0.12 })) file.write(chunk);
 * @throws MeshError for what cannot be written so; the signal's reason; TypeError for whoever goes through the pieces a second time.
 */
export function writeModel(model: Model, format: FormatName, options: WriteOptions = {}): AsyncGenerator<Uint8Array> {
  return piecesOnce(planAndWrite(model, format, options));
}

async function* planAndWrite(model: Model, format: FormatName, options: WriteOptions): AsyncGenerator<Uint8Array> {
  const chosen = formatOf(format);
  options.signal?.throwIfAborted();
  const plan = await planExport(model, chosen, resolveWriteOptions(options, { ...chosen, name: model.name }));
  yield* plan.write();
}

/** What of the model a file of the format will have, and what not. */
export function judgeFormat(model: Model, format: FormatName, options: WriteOptions = {}): Kept {
  const chosen = formatOf(format);
  return judgeExport(model, chosen, resolveWriteOptions(options, { ...chosen, name: model.name }));
}

/** All pieces as one. */
export async function collectBytes(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  const bytes = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of all) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
