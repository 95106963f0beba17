import { inspectModel, readGlb, scaleOf, type Inspection } from "@model-3d/mesh";
import { loadDraco } from "@model-3d/mesh/draco";
import type { Command, CommandCall } from "./command.ts";
import { readGlbFile } from "./read-glb-file.ts";
import { readSize } from "./read-size.ts";

/** Measures a GLB and finds its faults. Needs no server, no database and no network. */
export const inspectCommand: Command = {
  name: "inspect",
  summary: "measure a GLB and find its faults before it is printed, cut or shown; needs no database",
  positionals: ["in.glb"],
  needsDatabase: false,
  flags: {
    height: { value: "length", help: "how high the real thing is, such as 120mm: measures are then in millimetres" },
    width: { value: "length", help: "how wide it is, in place of the height" },
    depth: { value: "length", help: "how deep it is, in place of the height" },
    json: { help: "everything as one JSON object, in metres of the file" },
  },
  async run(call: CommandCall) {
    const [source = ""] = call.positionals;
    const size = readSize(call);
    const model = await readGlb(await readGlbFile(source), { draco: loadDraco });
    const found = inspectModel(model);
    const scale = size === null ? null : scaleOf(model, size);
    if (call.flag("json")) call.print(JSON.stringify({ file: source, ...plain(found), scale: scale ?? 1 }));
    else for (const line of sayInspection(source, found, scale)) call.print(line);
  },
};

/** Places are for viewers to draw; of them only the numbers are told. */
function plain({ holes, flippedEdges, crowdedEdges, overhangs, thinWalls, ...rest }: Inspection): object {
  return { ...rest, holes: holes.length, flippedEdges: flippedEdges.length / 6, crowdedEdges: crowdedEdges.length / 6, thinnest: thinWalls?.thinnest ?? null, overhangArea: overhangs.area };
}

function* sayInspection(source: string, found: Inspection, scale: number | null): Generator<string> {
  const [unit, factor] = scale === null ? ["units of the file", 1] : ["mm", scale * 1000];
  const number = (value: number) => Number(value.toPrecision(6)).toLocaleString("en", { maximumSignificantDigits: 6 });
  const { min, max } = found.bounds;
  const sides = max.map((value, axis) => number((value - min[axis]!) * factor));
  yield `${source}: ${found.triangles.toLocaleString("en")} triangles, ${found.vertices.toLocaleString("en")} vertices, ${found.parts} part${found.parts === 1 ? "" : "s"}`;
  yield `  size       ${sides.join(" × ")} ${unit} (width × height × depth)`;
  yield `  area       ${number(found.area * factor ** 2)}${scale === null ? "" : " mm²"}`;
  yield `  volume     ${found.volume === null ? "none: the surface is not closed" : `${number(found.volume * factor ** 3)}${scale === null ? "" : " mm³"}`}`;
  if (found.thinWalls?.thinnest != null) yield `  thinnest   ${number(found.thinWalls.thinnest * factor)}${scale === null ? "" : " mm"}`;
  yield `  overhangs  ${number(found.overhangs.area * factor ** 2)}${scale === null ? "" : " mm²"} need support when it is printed as it stands`;
  yield `  pieces     ${found.components}${found.genus === null ? "" : `, ${found.genus} handle${found.genus === 1 ? "" : "s"}`}`;
  yield `  materials  ${found.materials.join(", ") || "none"}`;
  for (const { name, type, width, height, bytes } of found.textures) yield `  texture    ${name || "unnamed"}: ${type}, ${width} × ${height}, ${bytes.toLocaleString("en")} bytes`;
  const faults = [
    [found.holes.length, "holes"],
    [found.flippedEdges.length / 6, "edges where two triangles disagree which side is outside"],
    [found.crowdedEdges.length / 6, "edges of more than two triangles"],
    [found.degenerateTriangles, "triangles without a surface"],
    [found.duplicateTriangles, "triangles that are there twice"],
  ] as const;
  for (const [count, what] of faults) if (count > 0) yield `  fault      ${count.toLocaleString("en")} ${what}`;
  yield found.isClosed ? "  The surface is closed: it can be printed and cut." : "  The surface is not closed: printers and CAD programs may refuse it.";
}
