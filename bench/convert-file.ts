// A whole conversion as a process: the file that is named first into the one that is named second, as its ending says. assimp mends nothing, and so does this, unless `mended` is
// named third. With `plain`, what is several files is no ZIP: they lie beside each other. Where no second one is named, the first is read and nothing is written.
import { createWriteStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readGlb } from "../packages/mesh/src/read/read-glb.ts";
import type { FormatName } from "../packages/mesh/src/write/format.ts";
import type { PackFiles } from "../packages/mesh/src/write/write-options.ts";
import { writeModel } from "../packages/mesh/src/write-model.ts";

const [from = "", to = "", how] = process.argv.slice(2);
const layBeside: PackFiles = async function* ([first, ...others]) {
  for (const { path, chunks } of others) await writeFile(join(dirname(to), path), Readable.from(chunks));
  if (first) yield* first.chunks;
};
const model = await readGlb(await readFile(from));
if (to) {
  const chunks = writeModel(model, extname(to).slice(1) as FormatName, { repair: how === "mended", ...(how === "plain" && { pack: layBeside }) });
  await pipeline(Readable.from(chunks), createWriteStream(to));
}
