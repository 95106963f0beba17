/**
 * Has PrusaSlicer look at and slice a model of every object of the bench: it must take each as it is, without repair.
 *
 *   node --conditions=model-3d-source packages/generator/bench/run-slicer.ts [object …] [--manner=near] [--grid=96]
 *
 * `prusa-slicer` must be installed. Ends with 1 if one is not manifold to it, was repaired or does not slice.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generateModel, type TexturedMesh, type View } from "../src/index.ts";
import { sharpCodec } from "../src/node/index.ts";
import { cutOutPhoto, MANNERS } from "./bench-shots.ts";
import { BENCH_OBJECTS } from "./objects/bench-objects.ts";
import { readGlb } from "./read-glb.ts";

const HEADER_BYTES = 80;
const FACET_BYTES = 50;
/** As high as this on the printer's bed. */
const HEIGHT_MM = 100;

const { values: flags, positionals } = parseArgs({ allowPositionals: true, options: { manner: { type: "string", default: "straight" }, grid: { type: "string", default: "96" } } });
const manner = MANNERS.find((known) => known === flags.manner)!;
const folder = mkdtempSync(join(tmpdir(), "model-3d-slicer-"));
let refused = 0;
for (const object of BENCH_OBJECTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  const photos: Partial<Record<View, Uint8Array>> = {};
  for (const view of ["front", "back", "side", "top"] as const) photos[view] = await cutOutPhoto(object, view, manner);
  const { glb } = await generateModel(photos, sharpCodec, { gridSize: Number(flags.grid), textureSize: 256 });
  const path = join(folder, `${object.name}.stl`);
  writeFileSync(path, writeStl((await readGlb(glb)).mesh));
  const faults = slice(path);
  if (faults.length > 0) refused++;
  console.log(object.name.padEnd(16), faults.length === 0 ? "sliced as it is" : faults.join("; "));
}
rmSync(folder, { recursive: true });
console.log(refused === 0 ? "none refused or repaired" : `${refused} refused or repaired`);
process.exitCode = refused === 0 ? 0 : 1;

function slice(path: string): string[] {
  const info = run(["--info", path]);
  const gcode = `${path}.gcode`;
  const sliced = run(["--export-gcode", "--scale-to-fit", `${HEIGHT_MM},${HEIGHT_MM},${HEIGHT_MM}`, "--center", "100,100", "--output", gcode, path]);
  const faults: string[] = [];
  if (!/^manifold = yes/m.test(info)) faults.push("it is not manifold");
  for (const line of `${info}\n${sliced}`.split("\n")) if (/repair|reversed|open edges|open_edges|degenerate|facets_removed/i.test(line) && !/= 0$/.test(line.trim())) faults.push(line.trim());
  if (!(statSync(gcode, { throwIfNoEntry: false })?.size ?? 0)) faults.push(`it does not slice: ${sliced.trim().split("\n").at(-1)}`);
  return faults;
}

function run(args: string[]): string {
  const { stdout, stderr, error } = spawnSync("prusa-slicer", args, { encoding: "utf8" });
  if (error) throw error;
  return `${stdout}${stderr}`;
}

/** Binary STL of one shell, its seams of texture closed by equal positions. */
function writeStl({ positions, indices }: TexturedMesh): Uint8Array {
  const count = indices.length / 3;
  const bytes = new DataView(new ArrayBuffer(HEADER_BYTES + 4 + FACET_BYTES * count));
  bytes.setUint32(HEADER_BYTES, count, true);
  for (let t = 0; t < count; t++) {
    for (let k = 0; k < 3; k++) {
      const [x, y, z] = [0, 1, 2].map((axis) => positions[3 * indices[3 * t + k]! + axis]!) as [number, number, number];
      // Printers have their bed below: what is up becomes Z.
      [x, -z, y].forEach((value, axis) => bytes.setFloat32(HEADER_BYTES + 4 + FACET_BYTES * t + 12 * (k + 1) + 4 * axis, value, true));
    }
  }
  return new Uint8Array(bytes.buffer);
}
