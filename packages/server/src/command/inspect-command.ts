import { inspectModel, readGlb, scaleOf, type Dropped, type Inspection } from "@model-3d/mesh";
import { loadDraco } from "@model-3d/mesh/draco";
import type { Command, CommandCall } from "./command.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { readGlbFile } from "./read-glb-file.ts";
import { readSize } from "./read-size.ts";

type Inspected = Omit<Inspection, "holes" | "flippedEdges" | "crowdedEdges" | "overhangs" | "overlaps" | "thinWalls"> & {
  file: string;
  holes: number;
  flippedEdges: number;
  crowdedEdges: number;
  overlappingBodies: number;
  crossingTriangles: number;
  thinnest: number | null;
  overhangArea: number;
  leftOut: readonly Dropped[];
  scale: number;
  verdict: Verdict;
};

/** What can be made of a surface, and in a sentence. */
const VERDICTS = {
  inside_out: "The surface is closed, and can be printed and cut once it is turned.",
  open: "The surface is not closed: printers and CAD programs may refuse it.",
  crossing: "The surface is closed, but goes through itself: most slicers print it as one body, while CAD programs may refuse it.",
  solid: "The surface is closed: it can be printed and cut.",
} as const;
type Verdict = keyof typeof VERDICTS | "empty";

/** Measures a GLB and finds its faults. Needs no server, no database and no network. */
export const inspectCommand: Command<Inspected> = {
  name: "inspect",
  summary: "measure a GLB and find its faults before it is printed, cut or shown; needs no database",
  example: "inspect chair.glb --height 85cm",
  changes: "nothing",
  broken: "the file cannot be read as a GLB; one line on stderr says why. Faults of a surface are told, and end with 0",
  positionals: ["in.glb"],
  needsDatabase: false,
  flags: {
    height: { value: "length", help: "how high the real thing is, such as 120mm: measures are then in millimetres" },
    width: { value: "length", help: "how wide it is, in place of the height" },
    depth: { value: "length", help: "how deep it is, in place of the height" },
  },
  answer: {
    file: "the path that was read",
    triangles: "how many triangles",
    vertices: "how many vertices",
    parts: "how many meshes, as they are drawn",
    materials: "their names",
    textures: "each: `name`, `type`, `width`, `height`, `bytes`",
    bounds: "`min` and `max`, in metres of the file",
    area: "in square metres of the file",
    volume: "in cubic metres of the file; null where the surface is not closed",
    isClosed: "whether it encloses a body",
    isInsideOut: "whether one of its pieces looks inwards and is no hollow of another",
    components: "pieces that hang together",
    genus: "handles, as a cup has one; null where it is not closed",
    degenerateTriangles: "triangles without a surface",
    duplicateTriangles: "triangles that are there twice",
    holes: "how many holes",
    flippedEdges: "edges where two triangles disagree which side is outside",
    crowdedEdges: "edges of more than two triangles",
    overlappingBodies: "pieces that go through or lie within another, so that their volume counts twice",
    crossingTriangles: "triangles that go through others; the least there are of a surface of millions",
    thinnest: "the thinnest wall, in metres of the file; null where it is not closed",
    overhangArea: "what needs support, in square metres of the file",
    leftOut: "what of the GLB is not measured or does not count here, such as `points`, `lines` or `hidden`",
    scale: "by how much the file has to grow to be as large as was said; 1 without a size",
    verdict: "`solid`, `crossing` where it is closed but goes through itself, `inside_out`, `open`, or `empty` without triangles",
  },
  async run(call: CommandCall) {
    const [source = ""] = call.positionals;
    const size = readSize(call);
    try {
      const model = await readGlb(await readGlbFile(source), { draco: loadDraco });
      // First, since it is quickly known.
      const scale = size === null || model.parts.length === 0 ? 1 : scaleOf(model, size);
      const found = plain(inspectModel(model));
      return { file: source, ...found, leftOut: [...model.dropped], scale, verdict: verdictOf(found) };
    } catch (error) {
      throw explainRefusal(error, source);
    }
  },
  say: (found, call) => sayInspection(found, readSize(call) === null ? null : found.scale),
};

const UNMEASURED = { points: "points", lines: "lines", hidden: "hidden parts" } satisfies Partial<Record<Dropped, string>>;

/** Places are for viewers to draw; of them only the numbers are told. */
function plain({ holes, flippedEdges, crowdedEdges, overhangs, overlaps, thinWalls, ...rest }: Inspection): Omit<Inspected, "file" | "leftOut" | "scale" | "verdict"> {
  return { ...rest, holes: holes.length, flippedEdges: flippedEdges.length / 6, crowdedEdges: crowdedEdges.length / 6, overlappingBodies: overlaps.bodies, crossingTriangles: overlaps.triangles.length / 9, thinnest: thinWalls?.thinnest ?? null, overhangArea: overhangs.area };
}

function* sayInspection(found: Inspected, scale: number | null): Generator<string> {
  const [unit, factor] = scale === null ? ["units of the file", 1] : ["mm", scale * 1000];
  const number = (value: number) => Number(value.toPrecision(6)).toLocaleString("en", { maximumSignificantDigits: 6 });
  const { min, max } = found.bounds;
  const sides = max.map((value, axis) => number((value - min[axis]!) * factor));
  yield `${found.file}: ${found.triangles.toLocaleString("en")} triangles, ${found.vertices.toLocaleString("en")} vertices, ${found.parts} part${found.parts === 1 ? "" : "s"}`;
  const unmeasured = Object.entries(UNMEASURED).flatMap(([what, words]) => (found.leftOut.some((one) => one === what) ? [words] : []));
  if (found.verdict === "empty") return yield `  It has no triangles${unmeasured.length > 0 ? `, only ${unmeasured.join(" and ")}` : ""}: there is no surface that could be measured, printed or made into another format.`;
  if (unmeasured.length > 0) yield `  without    ${unmeasured.join(", ")}`;
  yield `  size       ${sides.join(" × ")} ${unit} (width × height × depth)`;
  yield `  area       ${number(found.area * factor ** 2)}${scale === null ? "" : " mm²"}`;
  yield `  volume     ${found.volume === null ? "none: the surface is not closed" : `${number(found.volume * factor ** 3)}${scale === null ? "" : " mm³"}`}`;
  if (found.thinnest !== null) yield `  thinnest   ${number(found.thinnest * factor)}${scale === null ? "" : " mm"}`;
  yield `  overhangs  ${number(found.overhangArea * factor ** 2)}${scale === null ? "" : " mm²"} need support when it is printed as it stands`;
  yield `  pieces     ${found.components}${found.genus === null ? "" : `, ${found.genus} handle${found.genus === 1 ? "" : "s"}`}`;
  yield `  materials  ${found.materials.join(", ") || "none"}`;
  for (const { name, type, width, height, bytes } of found.textures) yield `  texture    ${name || "unnamed"}: ${type}, ${width} × ${height}, ${bytes.toLocaleString("en")} bytes`;
  const faults = [
    [found.holes, "hole", "holes"],
    [found.flippedEdges, "edge where two triangles disagree which side is outside", "edges where two triangles disagree which side is outside"],
    [found.crowdedEdges, "edge of more than two triangles", "edges of more than two triangles"],
    [found.overlappingBodies, "piece that overlaps another: its volume counts twice", "pieces that overlap another: their volume counts twice"],
    [found.crossingTriangles, "triangle that goes through another", "triangles that go through others"],
    [found.degenerateTriangles, "triangle without a surface", "triangles without a surface"],
    [found.duplicateTriangles, "triangle that is there twice", "triangles that are there twice"],
  ] as const;
  if (found.isInsideOut) yield "  fault      the surface looks inwards somewhere: triangles show their backs. A conversion to STL, 3MF or STEP turns it";
  for (const [count, one, many] of faults) if (count > 0) yield `  fault      ${count.toLocaleString("en")} ${count === 1 ? one : many}`;
  yield `  ${VERDICTS[found.verdict]}`;
}

function verdictOf({ triangles, isInsideOut, isClosed, overlappingBodies, crossingTriangles }: Pick<Inspected, "triangles" | "isInsideOut" | "isClosed" | "overlappingBodies" | "crossingTriangles">): Verdict {
  if (triangles === 0) return "empty";
  if (!isClosed) return "open";
  if (isInsideOut) return "inside_out";
  return overlappingBodies + crossingTriangles > 0 ? "crossing" : "solid";
}
