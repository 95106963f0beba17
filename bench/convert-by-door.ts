// A whole conversion as a process, with everything that the server does by default: the file that is named first into the format that is named last, by `convert`.
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { convert } from "../packages/mesh/src/convert/convert.ts";
import type { FormatName } from "../packages/mesh/src/write/format.ts";

const [from = "", to = "", format = ""] = process.argv.slice(2);
const { chunks, card } = await convert(new Uint8Array(await readFile(from)), format as FormatName);
await pipeline(Readable.from(chunks), createWriteStream(to));
console.log(`${card.faces ?? card.triangles}`);
