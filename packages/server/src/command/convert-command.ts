import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { LENGTH_UNITS } from "@model-3d/contract";
import { convert, DXF_ENTITIES, FORMAT_NAMES, MeshError, type ConvertOptions, type FormatName, type HonestyCard } from "@model-3d/mesh";
import { loadDraco } from "@model-3d/mesh/draco";
import { sharpCodec } from "@model-3d/mesh/sharp";
import type { Command, CommandCall } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";
import { readCount } from "./read-count.ts";
import { readGlbFile } from "./read-glb-file.ts";
import { readSize } from "./read-size.ts";
import { readWord } from "./read-word.ts";

const MAX_FACES = 10_000_000;
/** Endings that programs use beside a format's name. */
const ENDINGS: Readonly<Record<string, FormatName>> = { stp: "step" };

/** Makes a file of another format of a GLB. Needs no server, no database and no network. */
export const convertCommand: Command<HonestyCard & { file: string }> = {
  name: "convert",
  summary: "make an OBJ, STL, PLY, 3MF, FBX, USDZ, DXF, STEP or glTF of a GLB, in its real size; needs no database",
  example: "convert chair.glb chair.stl --height 85cm",
  changes: "writes <out>, whole or not at all; replaces nothing without --force",
  broken: "the GLB is to blame, or a file cannot be read or written; one line on stderr says why",
  positionals: ["in.glb", "out"],
  needsDatabase: false,
  flags: {
    format: { value: FORMAT_NAMES.join("|"), help: "what to make (default: what the ending of <out> says)" },
    height: { value: "length", help: "how high the real thing is, such as 120mm, 12cm, 0.12m or 4.7in; the rest follows" },
    width: { value: "length", help: "how wide it is, in place of the height" },
    depth: { value: "length", help: "how deep it is, in place of the height" },
    unit: { value: LENGTH_UNITS.join("|"), help: "of the numbers in the file (default: what readers of the format expect)" },
    up: { value: "y|z", help: "the axis that is up (default: what readers of the format expect)" },
    "max-faces": { value: "n", help: "STEP: simplify to so many faces where there are more (default 20000)" },
    tessellated: { help: "STEP: triangles as AP242 has them, light and for newer readers" },
    entity: { value: DXF_ENTITIES.join("|"), help: "DXF: what the surface is made of (default 3dface)" },
    "no-textures": { help: "leave pictures out" },
    force: { help: "replace a file that is there" },
  },
  answer: {
    file: "the path that was written",
    format: "which format it is",
    unit: "of the numbers in it and of `dimensions`",
    upAxis: "the axis that is up",
    dimensions: "`width`, `height`, `depth`",
    isRealSize: "whether a size was given; else it is as large as the model was made",
    triangles: "how many triangles it has",
    trianglesBefore: "how many the GLB has",
    faces: "STEP: faces; null where there are only triangles",
    closed: "`isClosed`, `openEdges`",
    repairs: "what was repaired and how often; null where nothing was tried",
    simplified: "how far it was simplified; null where it was not",
    kept: "what the file has as the GLB has it: colours, names, …",
    changed: "what it has otherwise",
    lost: "what the format cannot have",
    dropped: "parts of the GLB that no format here has",
    notes: "sentences for people",
    bytes: "length of the file",
  },
  async run(call: CommandCall) {
    const [source = "", target = ""] = call.positionals;
    const format = readWord(call, "format", FORMAT_NAMES) ?? formatOfName(target);
    const options = readOptions(call);
    if (call.flag("force") !== true) await refuseTaken(target);
    const conversion = await convert(await readGlbFile(source), format, { ...options, codec: sharpCodec, draco: loadDraco }).catch((error: unknown) => {
      throw error instanceof MeshError && error.code === "option" ? new CommandMistake(error.message) : error;
    });
    await writeWhole(target, conversion.chunks);
    const { card } = conversion;
    return { file: target, ...card };
  },
  say: sayCard,
};

function formatOfName(target: string): FormatName {
  const ending = extname(target).slice(1).toLowerCase();
  const format = ENDINGS[ending] ?? FORMAT_NAMES.find((name) => name === ending);
  if (format) return format;
  throw new CommandMistake(`The ending of ${target} names no format. Give one of ${FORMAT_NAMES.join(", ")} with --format.`);
}

function readOptions(call: CommandCall): ConvertOptions {
  const realSize = readSize(call);
  const unit = readWord(call, "unit", LENGTH_UNITS);
  const upAxis = readWord(call, "up", ["y", "z"]);
  const dxf = readWord(call, "entity", DXF_ENTITIES);
  return {
    ...(realSize && { realSize }),
    ...(unit && { unit }),
    ...(upAxis && { upAxis }),
    ...(dxf && { dxf }),
    ...(call.flag("max-faces") === undefined ? {} : { maxFaces: readCount(call, "max-faces", { otherwise: 0, max: MAX_FACES }) }),
    ...(call.flag("tessellated") ? { tessellated: true } : {}),
    ...(call.flag("no-textures") ? { textures: false } : {}),
  };
}

async function refuseTaken(target: string): Promise<void> {
  const isTaken = await stat(target).then(
    () => true,
    () => false,
  );
  if (isTaken) throw new CommandMistake(`${target} is there already. Give another name, or --force.`);
}

/** The file appears whole or not at all. */
async function writeWhole(target: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const partial = join(dirname(target), `.${randomUUID()}.part`);
  try {
    await pipeline(chunks, createWriteStream(partial, { flags: "wx" }));
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof MeshError || code === undefined) throw error;
    throw new Error(code === "ENOENT" ? `There is no folder ${dirname(target)}.` : `${target} cannot be written (${code}).`, { cause: error });
  }
}

function* sayCard({ file: target, format, dimensions, unit, upAxis, isRealSize, triangles, faces, closed, kept, changed, lost, notes, bytes }: HonestyCard & { file: string }): Generator<string> {
  const side = (value: number) => Number(value.toPrecision(6));
  yield `${target}: ${format.toUpperCase()}, ${(bytes ?? 0).toLocaleString("en")} bytes`;
  yield `  size       ${side(dimensions.width)} × ${side(dimensions.height)} × ${side(dimensions.depth)} ${unit} (width × height × depth), ${upAxis.toUpperCase()} up${isRealSize ? "" : "; as the model was made: give --height for its real size"}`;
  yield `  surface    ${(faces ?? triangles).toLocaleString("en")} ${faces === null ? "triangles" : "faces"}, ${closed.isClosed ? "closed" : `open at ${closed.openEdges.toLocaleString("en")} edges`}`;
  yield `  kept       ${kept.join(", ") || "nothing"}`;
  if (changed.length > 0) yield `  changed    ${changed.join(", ")}`;
  if (lost.length > 0) yield `  lost       ${lost.join(", ")}`;
  for (const note of notes) yield `  ${note}`;
}
