// A whole conversion as a process: the file that is named first into the one that is named second, as its ending says. assimp mends nothing, and so does this, unless `mended` is named third.
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readGlb } from "../packages/mesh/src/read/read-glb.ts";
import type { FormatName } from "../packages/mesh/src/write/format.ts";
import { writeModel } from "../packages/mesh/src/write-model.ts";

const [from = "", to = "", mended] = process.argv.slice(2);
const model = await readGlb(new Uint8Array(await readFile(from)));
await pipeline(Readable.from(writeModel(model, extname(to).slice(1) as FormatName, { repair: mended === "mended" })), createWriteStream(to));
