/**
 * Measures the generator against objects whose true shape is known.
 *
 *   node --conditions=model-3d-source packages/generator/bench/run-bench.ts [object …] [--quick] [--sheets] [--manner=near | --backdrops] [--report]
 *
 * What it measured is kept in `.cache/rows`, so that the whole bench can be run a few objects at a time; each run prints
 * the tables of all that is kept, and writes RESULTS.md from them once every object is there (`--report`: at once, from
 * what is kept, measuring nothing). `--quick` takes a few objects at 96³ and keeps their figures apart; `--backdrops` measures masks, and models made with them, alone.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { ProductObject } from "@model-3d/test-utils";
import { validateBytes } from "gltf-validator";
import { countBadEdges, generateModel, GeneratorError, type View } from "../src/index.ts";
import { sharpCodec } from "../src/node/index.ts";
import { keepRows, keptRows, type ObjectRows, type ShapeRow } from "./bench-rows.ts";
import { CACHE_FOLDER, cutOutPhoto, MANNERS, shotOf, type Manner } from "./bench-shots.ts";
import { writeContactSheet } from "./contact-sheet.ts";
import { formatResults } from "./format-results.ts";
import { exactVisualHull, groundTruth, TRUTH_GRID, volumeIouOf, type GroundTruth } from "./ground-truth.ts";
import { BENCH_OBJECTS, QUICK_OBJECTS } from "./objects/bench-objects.ts";
import { measureMasks, measureModels } from "./measure-backdrops.ts";
import { readGlb } from "./read-glb.ts";
import { volumeIou } from "./voxelize-mesh.ts";

const VIEW_SETS: Record<string, readonly View[]> = { fb: ["front", "back"], fbs: ["front", "back", "side"], fbst: ["front", "back", "side", "top"] };
const FULL: Record<Manner, readonly string[]> = { straight: ["fb", "fbs", "fbst"], tilted: ["fbst"], near: ["fbs", "fbst"], "near-exif": ["fbs", "fbst"], raised: ["fbs", "fbst"], "raised-far": ["fbst"] };
const QUICK: Record<Manner, readonly string[]> = { straight: ["fbst"], tilted: ["fbst"], near: ["fbst"], "near-exif": ["fbst"], raised: ["fbst"], "raised-far": ["fbst"] };

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    sheets: { type: "boolean", default: false },
    manner: { type: "string" },
    backdrops: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
    grid: { type: "string" },
    texture: { type: "string" },
  },
});
const kind = flags.quick ? "quick" : "full";
const gridSize = Number(flags.grid ?? (flags.quick ? 96 : 128));
const textureSize = Number(flags.texture ?? (flags.sheets ? 1024 : 256));
const chosen = BENCH_OBJECTS.filter((object) => !flags.report && (positionals.length > 0 ? positionals.includes(object.name) : !flags.quick || QUICK_OBJECTS.has(object.name)));
for (const object of chosen) {
  const rows = await measureObject(object);
  keepRows(kind, rows);
  console.log(`${object.name} ${rows.shapes.map((row) => `${row.manner} ${row.views.length}: ${row.iou.toFixed(3)}`).join(", ")}`);
}
const kept = keptRows(kind);
const tables = formatResults(kept);
console.log(`\n${tables}`);
if (!flags.quick && (flags.report || kept.length === BENCH_OBJECTS.length)) writeFileSync(join(import.meta.dirname, "RESULTS.md"), `${introduction()}\n${tables}\n`);

async function measureObject(object: ProductObject): Promise<ObjectRows> {
  const truth = groundTruth(object);
  const shapes: ShapeRow[] = [];
  for (const manner of MANNERS) {
    if (flags.backdrops || (flags.manner && flags.manner !== manner)) continue;
    for (const set of (flags.quick ? QUICK : FULL)[manner]) shapes.push(await measureShape(object, truth, manner, set));
  }
  return {
    object: object.name,
    fieldOfViewDegrees: shotOf(object, "front", "near").fieldOfViewDegrees,
    shapes,
    masks: flags.manner ? {} : await measureMasks(object, flags.quick ? ["front"] : ["front", "side"]),
    models: flags.manner || flags.quick ? {} : await measureModels(object, truth, VIEW_SETS.fbst!, { gridSize, textureSize }),
  };
}

async function measureShape(object: ProductObject, truth: GroundTruth, manner: Manner, set: string): Promise<ShapeRow> {
  const views = VIEW_SETS[set]!;
  const photos: Partial<Record<View, Uint8Array>> = {};
  for (const view of views) photos[view] = await cutOutPhoto(object, view, manner);
  const started = process.cpuUsage();
  const hullIou = volumeIou(exactVisualHull(truth, views), truth.occupancy);
  const result = await generateModel(photos, sharpCodec, { gridSize, textureSize, name: object.name }).catch((error: unknown) => {
    if (!(error instanceof GeneratorError)) throw error;
    console.log(`${object.name} ${manner} ${set}: ${error.message}`);
    return null;
  });
  if (!result) return { manner, views, iou: 0, hullIou, silhouetteIou: { front: 0 }, match: null, boundary: 0, nonManifold: 0, triangles: 0, issues: 0, cpuSeconds: 0 };
  const { glb, stats, differences } = result;
  const spent = process.cpuUsage(started);
  const { mesh, texture } = await readGlb(glb);
  const edges = countBadEdges(mesh.positions, mesh.indices);
  if (flags.sheets) for (const [view, png] of Object.entries(differences)) writeFileSync(join(CACHE_FOLDER, `${object.name}-${manner}-${set}-differs-${view}.png`), png);
  if (flags.sheets) console.log(await writeContactSheet(`${object.name}-${manner}-${set}`, photos, mesh, texture));
  const report = await validateBytes(glb);
  return {
    manner,
    views,
    iou: volumeIouOf(mesh, truth),
    hullIou,
    silhouetteIou: stats.silhouetteIou,
    match: stats.match.percent,
    boundary: edges.boundary,
    nonManifold: edges.nonManifold,
    triangles: stats.triangles,
    issues: report.issues.numErrors + report.issues.numWarnings,
    cpuSeconds: (spent.user + spent.system) / 1e6,
  };
}

function introduction(): string {
  return `# Bench of the generator

\`node --conditions=model-3d-source packages/generator/bench/run-bench.ts\` draws the photos (960², cut out), builds each model at
128³ and compares the closed mesh with the object's true volume on a grid of ${TRUTH_GRID}³ that lies askew to it. *Photos*: **straight** orthographic and centred; **tilted**
orthographic, up to 3° rolled and 4 % off the centre; **near** the same by a pinhole of 20–50° (the same for all photos of an object);
**near-exif** those with the focal length in the file; **raised** those of **near** taken from 5–15° above (within 2° the same for the level photos of an object; the one from
above up to 2° aslant), **raised-far** the same orthographic. *Exact hull* is the visual hull of the true volume's own orthographic outlines on that grid
(with front and back alone: cut off at the true depth, which the generator does not know). *Against straight* is the mean loss of IoU against the
straight photos of the same objects. A silhouette is compared with the photo that it came from. Masks are estimated from JPEGs of the front
and side photo in front of six backdrops; models are made of JPEGs of four **straight** photos in front of each. ${kept.length} of the bench's ${BENCH_OBJECTS.length} objects were measured here. Those in italics were never tuned on. By object: IoU / exact hull, the worst silhouette, the match in per cent
(where it was measured); an IoU of 0 is a refusal.
`;
}
