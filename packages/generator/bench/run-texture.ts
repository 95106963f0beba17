/**
 * Measures how much of the photos' light is left in the texture: the texture against the object's own paint.
 *
 *   node --conditions=model-3d-source packages/generator/bench/run-texture.ts [object …] [--set-aside] [--manner=straight] [--grid=72]
 *
 * Takes the objects that are tuned on; `--set-aside` the others. Middles of triangles that lie on the true surface are compared in OKLab, after
 * the one factor of brightness that no photo tells.
 */
import { parseArgs } from "node:util";
import { generateModel, type View } from "../src/index.ts";
import { sharpCodec } from "../src/node/index.ts";
import { cutOutPhoto, MANNERS } from "./bench-shots.ts";
import { groundTruth } from "./ground-truth.ts";
import { BENCH_OBJECTS, TEST_OBJECTS } from "./objects/bench-objects.ts";
import { readGlb } from "./read-glb.ts";
import { textureError } from "./texture-error.ts";

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { "set-aside": { type: "boolean", default: false }, manner: { type: "string", default: "straight" }, grid: { type: "string", default: "72" } },
});
const manner = MANNERS.find((known) => known === flags.manner)!;
const chosen = BENCH_OBJECTS.filter(({ name }) => (positionals.length > 0 ? positionals.includes(name) : TEST_OBJECTS.has(name) === flags["set-aside"]));
const errors: { color: number; lightness: number }[] = [];
for (const object of chosen) {
  const photos: Partial<Record<View, Uint8Array>> = {};
  for (const view of ["front", "back", "side", "top"] as const) photos[view] = await cutOutPhoto(object, view, manner);
  const { glb, stats } = await generateModel(photos, sharpCodec, { gridSize: Number(flags.grid), textureSize: 512, name: object.name });
  const { mesh, texture } = await readGlb(glb);
  const error = textureError(object, groundTruth(object), mesh, texture);
  errors.push(error);
  console.log(object.name.padEnd(16), error.color.toFixed(2), error.lightness.toFixed(2), `match ${stats.match.percent} %`);
}
const mean = (values: number[]): string => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
console.log("mean            ", mean(errors.map(({ color }) => color)), mean(errors.map(({ lightness }) => lightness)));
