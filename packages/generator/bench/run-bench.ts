/**
 * Measures the generator against objects whose true shape is known, and writes RESULTS.md and contact sheets.
 *
 *   node --conditions=model-3d-source packages/generator/bench/run-bench.ts [object …] [--views=3] [--grid=192]
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PRODUCT_OBJECTS, type ProductObject } from "@model-3d/test-utils";
import { validateBytes } from "gltf-validator";
import { countBadEdges, generateModel, type View } from "../src/index.ts";
import { sharpCodec } from "../src/node/index.ts";
import { writeContactSheet } from "./contact-sheet.ts";
import { exactVisualHull, groundTruth, truthBoxInResult, type GroundTruth } from "./ground-truth.ts";
import { cachedPhoto } from "./photo-cache.ts";
import { readGlb } from "./read-glb.ts";
import { formatResults, type BenchRow } from "./format-results.ts";
import { voxelizeMesh, volumeIou } from "./voxelize-mesh.ts";

const VIEW_SETS: readonly (readonly View[])[] = [
  ["front", "back"],
  ["front", "back", "side"],
  ["front", "back", "side", "top"],
];

const { values: flags, positionals } = parseArgs({ allowPositionals: true, options: { grid: { type: "string", default: "192" }, views: { type: "string" } } });
const objects = PRODUCT_OBJECTS.filter((object) => positionals.length === 0 || positionals.includes(object.name));
const viewSets = flags.views ? VIEW_SETS.filter((views) => String(views.length) === flags.views) : VIEW_SETS;
const rows: BenchRow[] = [];
await generateOnce(objects[0]!, VIEW_SETS[1]!);
for (const object of objects) {
  const truth = groundTruth(object);
  for (const views of viewSets) {
    const row = await measure(object, truth, views);
    rows.push(row);
    console.log(formatResults([row]).split("\n")[2]);
  }
}
const table = formatResults(rows);
console.log(`\n${table}`);
if (positionals.length === 0 && !flags.views) writeFileSync(join(import.meta.dirname, "RESULTS.md"), `${introduction()}\n${table}\n`);

/** Every second object is photographed on white, the others come cut out. */
function backgroundOf(object: ProductObject): "white" | "transparent" {
  return PRODUCT_OBJECTS.indexOf(object) % 2 === 1 ? "white" : "transparent";
}

async function generateOnce(object: ProductObject, views: readonly View[]) {
  const photos: Partial<Record<View, Uint8Array>> = {};
  for (const view of views) photos[view] = await cachedPhoto(object, view, { size: 1024, background: backgroundOf(object) });
  const started = process.cpuUsage();
  const result = await generateModel(photos, sharpCodec, { gridSize: Number(flags.grid), name: object.name });
  const spent = process.cpuUsage(started);
  return { photos, result, cpuSeconds: (spent.user + spent.system) / 1e6 };
}

async function measure(object: ProductObject, truth: GroundTruth, views: readonly View[]): Promise<BenchRow> {
  const { photos, result, cpuSeconds } = await generateOnce(object, views);
  const { mesh, texture } = await readGlb(result.glb);
  const edges = countBadEdges(mesh.positions, mesh.indices);
  let height = 0;
  for (let i = 1; i < mesh.positions.length; i += 3) height = Math.max(height, mesh.positions[i]!);
  const iou = volumeIou(voxelizeMesh(mesh, truthBoxInResult(truth, height)), truth.occupancy);
  const hullIou = volumeIou(exactVisualHull(truth, views), truth.occupancy);
  const report = await validateBytes(result.glb);
  await writeContactSheet(`${object.name}-${views.length}`, photos, mesh, texture);
  return {
    object: object.name,
    background: backgroundOf(object),
    views,
    iou,
    hullIou,
    silhouetteIou: result.stats.silhouetteIou,
    boundary: edges.boundary,
    nonManifold: edges.nonManifold,
    triangles: result.stats.triangles,
    issues: report.issues.numErrors + report.issues.numWarnings,
    cpuSeconds,
    ms: result.stats.ms,
  };
}

function introduction(): string {
  return [
    "# Bench of the generator",
    "",
    "`node --conditions=model-3d-source packages/generator/bench/run-bench.ts` draws the photos (1024², orthographic), builds each",
    "model at 192³ with a 2048² texture, and compares the closed mesh with the object's true volume on a 160³ grid. *Hull* is the exact",
    "visual hull of the true volume's own outlines on that grid (with front and back alone: cut off at the true depth, which the",
    "generator does not know). *Edges* are boundary / non-manifold ones on welded positions; *issues* are the errors and warnings of",
    "gltf-validator. CPU seconds are user and system time of the whole process, encoding included.",
    "",
  ].join("\n");
}
