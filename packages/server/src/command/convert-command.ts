import { LENGTH_UNITS } from "@model-3d/contract";
import { convert, DXF_ENTITIES, FORMAT_NAMES, type ConvertOptions, type HonestyCard } from "@model-3d/mesh";
import { loadDraco } from "@model-3d/mesh/draco";
import { sharpCodec } from "@model-3d/mesh/sharp";
import type { Command, CommandCall } from "./command.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { nameFormat } from "./name-format.ts";
import { readCount } from "./read-count.ts";
import { readGlbFile } from "./read-glb-file.ts";
import { readSize } from "./read-size.ts";
import { readWord } from "./read-word.ts";
import { refuseStrangers } from "./refuse-strangers.ts";
import { WrittenFiles } from "./written-files.ts";

/** Of a body: fewer enclose nothing. */
const MIN_FACES = 4;
const MAX_FACES = 10_000_000;

/** What was made, and where. */
interface Converted extends HonestyCard {
  file: string;
  files: readonly string[];
}

/** Makes a file of another format of a GLB. Needs no server, no database and no network. */
export const convertCommand: Command<Converted> = {
  name: "convert",
  summary: "make an OBJ, STL, PLY, 3MF, FBX, USDZ, DXF, STEP or glTF of a GLB, in its real size; needs no database",
  example: "convert chair.glb chair.stl --height 85cm",
  changes: "writes <out>, whole or not at all; of an OBJ and a glTF also what belongs to it, under names that begin with its own, or with .zip behind its ending all in one; replaces nothing without --force",
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
    force: { help: "replace files that are there" },
  },
  answer: {
    file: "the path that was written, which is the one to open",
    files: "all paths that were written, that one first",
    format: "which format it is",
    unit: "of the numbers in it and of `dimensions`",
    upAxis: "the axis that is up",
    dimensions: "`width`, `height`, `depth`",
    isRealSize: "whether a size was given; else it is as large as the model was made",
    farOff: "how far from the origin it lies, and the steps of coordinates there, where details are lost by that; else null",
    triangles: "how many triangles it has",
    trianglesBefore: "how many the GLB has",
    flatTriangles: "how many of its triangles have no area",
    faces: "STEP: faces; null where there are only triangles",
    closed: "`isClosed`, `openEdges`",
    overlappingBodies: "closed pieces that go through or lie within another",
    repairs: "what was repaired and how often; null where nothing was tried",
    simplified: "how far it was simplified; null where it was not",
    kept: "what the file has as the GLB has it: colours, names, …",
    changed: "what it has otherwise",
    lost: "what the format cannot have",
    unreadableTextures: "names of textures that are left out, since they cannot be read",
    dropped: "parts of the GLB that no format here has",
    notes: "sentences for people",
    bytes: "length of the file, or of all of them",
  },
  async run(call: CommandCall) {
    const [source = "", target = ""] = call.positionals;
    const files = new WrittenFiles({ target, isForced: call.flag("force") === true, stopped: call.stopped });
    await files.refuseUnfit();
    const { format, hasSeveral, isSet } = nameFormat(target, readWord(call, "format", FORMAT_NAMES));
    const options = readOptions(call);
    refuseStrangers(call, format);
    await files.refuseTaken();
    try {
      const named = { ...(hasSeveral && { name: files.name }), ...(isSet && { pack: files.pack }) };
      const conversion = await convert(await readGlbFile(source), format, { ...options, ...named, codec: sharpCodec, draco: loadDraco, ...(call.stopped && { signal: call.stopped }) });
      await (isSet ? files.finish(conversion.chunks) : files.write(conversion.chunks));
      return { file: target, files: files.paths, ...conversion.card };
    } catch (error) {
      if (call.stopped?.aborted) throw new Error("Stopped: nothing was written.", { cause: error });
      throw explainRefusal(error, source);
    }
  },
  say: sayCard,
};

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
    ...(call.flag("max-faces") === undefined ? {} : { maxFaces: readCount(call, "max-faces", { otherwise: 0, min: MIN_FACES, max: MAX_FACES }) }),
    ...(call.flag("tessellated") ? { tessellated: true } : {}),
    ...(call.flag("no-textures") ? { textures: false } : {}),
  };
}

function* sayCard({ file: target, files, format, dimensions, unit, upAxis, isRealSize, triangles, faces, closed, kept, changed, lost, notes, bytes }: Converted): Generator<string> {
  const side = (value: number) => Number(value.toPrecision(6)).toLocaleString("en", { maximumSignificantDigits: 6 });
  const counted = (count: number, one: string) => `${count.toLocaleString("en")} ${count === 1 ? one : `${one}s`}`;
  yield `${target}: ${format.toUpperCase()}, ${(bytes ?? 0).toLocaleString("en")} bytes${files.length > 1 ? ` in ${files.length} files` : ""}`;
  for (const path of files.slice(1)) yield `  with       ${path}`;
  yield `  size       ${side(dimensions.width)} × ${side(dimensions.height)} × ${side(dimensions.depth)} ${unit} (width × height × depth), ${upAxis.toUpperCase()} up${isRealSize ? "" : "; as the model was made: give --height for its real size"}`;
  yield `  surface    ${faces === null ? counted(triangles, "triangle") : counted(faces, "face")}, ${closed.isClosed ? "closed" : closed.openEdges > 0 ? `open at ${counted(closed.openEdges, "edge")}` : "not closed"}`;
  yield `  kept       ${kept.join(", ") || "nothing"}`;
  if (changed.length > 0) yield `  changed    ${changed.join(", ")}`;
  if (lost.length > 0) yield `  lost       ${lost.join(", ")}`;
  for (const note of notes) yield `  ${note}`;
}
