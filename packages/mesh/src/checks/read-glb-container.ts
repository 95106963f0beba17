import type { GlbLimits } from "./glb-limits.ts";
import { InvalidGlbError } from "./invalid-glb-error.ts";

/** Where the parts of a GLB lie (glTF 2.0, "GLB File Format Specification"). */
export interface GlbContainer {
  json: string;
  /** The binary chunk's content; 0 and 0 where there is none. */
  binStart: number;
  binBytes: number;
}

/** Where the bytes come from: a file, or memory. `read` may give less than it was asked for where there is no more. */
export interface GlbSource {
  readonly size: number;
  read(position: number, bytes: number): Promise<Uint8Array> | Uint8Array;
}

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;
const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const MAX_CHUNKS = 8;

const damaged = (message: string) => new InvalidGlbError("damaged", message);

/** Reads the header, the lengths of the chunks and the JSON, and nothing else, however long the file claims to be. */
export async function readGlbContainer(source: GlbSource, limits: Pick<GlbLimits, "maxBytes" | "maxJsonBytes">): Promise<GlbContainer> {
  const { size } = source;
  if (size > limits.maxBytes) throw new InvalidGlbError("limit", `The file has ${size} bytes; at most ${limits.maxBytes} are taken.`);
  const [magic, version, length] = numbers(await readAt(source, 0, HEADER_BYTES));
  if (magic !== MAGIC) throw damaged("The file does not begin as a GLB does.");
  if (version !== 2) throw damaged("The file is not a GLB of version 2.");
  if (length !== size) throw damaged(`The file says that it has ${length} bytes, and has ${size}.`);
  let json: string | null = null;
  let bin: { start: number; bytes: number } | null = null;
  let chunks = 0;
  for (let at = HEADER_BYTES; at < size; ) {
    const [bytes = 0, kind] = numbers(await readAt(source, at, CHUNK_HEADER_BYTES));
    const start = at + CHUNK_HEADER_BYTES;
    if (start + bytes > size) throw damaged("A chunk reaches beyond the end of the file.");
    if (bytes % 4 !== 0) throw damaged("The length of a chunk is no multiple of 4.");
    if ((chunks += 1) > MAX_CHUNKS) throw damaged("The file has too many chunks.");
    if ((kind === JSON_CHUNK) !== (chunks === 1)) throw damaged("The first chunk, and only the first, must be the JSON.");
    if (kind === JSON_CHUNK) {
      if (bytes > limits.maxJsonBytes) throw new InvalidGlbError("limit", `The JSON has ${bytes} bytes; at most ${limits.maxJsonBytes} are taken.`);
      json = decode(await readAt(source, start, bytes));
    } else if (kind === BIN_CHUNK) {
      if (bin !== null || chunks !== 2) throw damaged("There may be one binary chunk only, right after the JSON.");
      bin = { start, bytes };
    }
    at = start + bytes;
  }
  if (json === null) throw damaged("The file has no JSON.");
  return { json, binStart: bin?.start ?? 0, binBytes: bin?.bytes ?? 0 };
}

async function readAt(source: GlbSource, position: number, bytes: number): Promise<Uint8Array> {
  const found = await source.read(position, bytes);
  if (found.length < bytes) throw damaged("The file ends in the middle.");
  return found;
}

/** Little-endian, 4 bytes each. */
function numbers(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(4 * index, true));
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new InvalidGlbError("damaged", "The JSON is not UTF-8.", { cause: error });
  }
}
