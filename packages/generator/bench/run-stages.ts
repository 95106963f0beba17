/**
 * Measures what each stage after the cameras keeps of the photos' outlines and of the object's volume: surface, smoothing, cameras laid on
 * it, what the photos show and the model lacks, snapping, simplification. And what the cameras and the shape cost.
 *
 *   node --conditions=model-3d-source packages/generator/bench/run-stages.ts [object …] [--set-aside] [--manner=near] [--views=fbst] [--grid=128]
 *
 * Prints for each stage the worst outline and the IoU of each object, then their means.
 */
import { parseArgs } from "node:util";
import { alignViews, type Outlines } from "../src/align-views.ts";
import { buildShape } from "../src/build-shape.ts";
import { coverPhotos } from "../src/cover-photos.ts";
import { estimateCameras } from "../src/estimate-cameras.ts";
import { focalShares } from "../src/focal-shares.ts";
import { removeFragments, resolveAmbiguousCells, silhouetteIou, simplifyMesh, snapToOutlines, surfaceNets, taubinSmooth, type Image, type Mesh, type View } from "../src/index.ts";
import { sharpCodec } from "../src/node/index.ts";
import { findOutlines } from "../src/read-photos.ts";
import { registerCameras } from "../src/register-cameras.ts";
import { standUpright } from "../src/write-glb.ts";
import { cutOutPhoto, MANNERS } from "./bench-shots.ts";
import { groundTruth, volumeIouOf, type GroundTruth } from "./ground-truth.ts";
import { BENCH_OBJECTS, TEST_OBJECTS } from "./objects/bench-objects.ts";
import { sizeIn } from "../src/view-cameras.ts";

const VIEW_OF_LETTER: Readonly<Record<string, View>> = { f: "front", b: "back", s: "side", t: "top" };
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { "set-aside": { type: "boolean", default: false }, manner: { type: "string", default: "near" }, views: { type: "string", default: "fbst" }, grid: { type: "string", default: "128" } },
});
const manner = MANNERS.find((known) => known === flags.manner) ?? "near";
const views = [...flags.views].flatMap((letter) => VIEW_OF_LETTER[letter] ?? []);
const chosen = BENCH_OBJECTS.filter(({ name }) => (positionals.length > 0 ? positionals.includes(name) : TEST_OBJECTS.has(name) === flags["set-aside"]));
const measured = new Map<string, { worst: number; iou: number }[]>();

for (const object of chosen) {
  const photos: Partial<Record<View, Uint8Array>> = {};
  const images = new Map<View, Image>();
  for (const view of views) {
    const bytes = (photos[view] = await cutOutPhoto(object, view, manner));
    images.set(view, await sharpCodec.decode(bytes, { maxPixels: 1e8 }));
  }
  const found = Object.fromEntries(await findOutlines(images)) as unknown as Outlines;
  const truth = groundTruth(object);
  const line: string[] = [];
  const started = process.cpuUsage();
  let shape = buildShape(alignViews(estimateCameras(found, focalShares(photos, images))), Number(flags.grid));
  const { user, system } = process.cpuUsage(started);
  const note = (stage: string, mesh: Mesh): void => {
    const worst = Math.min(...views.map((view) => silhouetteIou(mesh, shape.views.outlines[view]!, ...sizeIn(shape, view))));
    const iou = iouOf(mesh, truth);
    measured.set(stage, [...(measured.get(stage) ?? []), { worst, iou }]);
    line.push(`${stage} ${worst.toFixed(3)} ${iou.toFixed(3)}`);
  };
  resolveAmbiguousCells(shape.field);
  let mesh = removeFragments(surfaceNets(shape.field), shape.hiddenShare > 0 ? 0.015 : undefined);
  note("surface", mesh);
  taubinSmooth(mesh);
  note("smooth", mesh);
  shape = registerCameras(mesh, shape);
  note("cameras", mesh);
  if (Object.values(shape.views.outlines).some(({ lens }) => lens !== undefined && lens.distance !== Infinity)) {
    coverPhotos(shape);
    resolveAmbiguousCells(shape.field);
    mesh = removeFragments(surfaceNets(shape.field), shape.hiddenShare > 0 ? 0.015 : undefined);
    taubinSmooth(mesh);
    shape = registerCameras(mesh, shape);
  }
  note("covered", mesh);
  snapToOutlines(mesh, shape.views, shape.depth, shape.field.cellSize);
  note("snapped", mesh);
  note("simple", await simplifyMesh(mesh, { maxTriangles: 30_000, minTriangles: 8_000, error: 0.0008 }));
  console.log(`${object.name.padEnd(14)} ${line.join(" | ")} | ${((user + system) / 1e6).toFixed(2)} s of CPU`);
}
for (const [stage, rows] of measured) {
  const mean = (values: number[]): string => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
  console.log(`${stage.padEnd(14)} worst outline ${mean(rows.map(({ worst }) => worst))} (lowest ${Math.min(...rows.map(({ worst }) => worst)).toFixed(3)}), IoU ${mean(rows.map(({ iou }) => iou))}, ${rows.length} objects`);
}

function iouOf({ positions, indices }: Mesh, truth: GroundTruth): number {
  const upright = positions.slice();
  standUpright(upright);
  return volumeIouOf({ positions: upright, indices }, truth);
}
