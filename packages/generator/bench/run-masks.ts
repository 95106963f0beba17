/**
 * Measures the masks alone: how well the object is told from six backdrops, and the time that it takes.
 *
 *   node --conditions=model-3d-source packages/generator/bench/run-masks.ts [object …] [--set-aside] [--backdrop=wood] [--pictures]
 *
 * Takes the objects that are tuned on; `--set-aside` the others. `--pictures` writes what is wrong in each mask below 0.96 to `.cache/masks`:
 * red what was missed, blue what is no object.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { estimateForegroundMask, type Image, type Mask } from "../src/index.ts";
import { sharpCodec } from "../src/node/index.ts";
import { BACKDROPS, layOnBackdrop, type Backdrop } from "./bench-backdrop.ts";
import { CACHE_FOLDER, cutOutPhoto, throughJpeg } from "./bench-shots.ts";
import { BENCH_OBJECTS, TEST_OBJECTS } from "./objects/bench-objects.ts";

const WORTH_A_PICTURE = 0.96;
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { "set-aside": { type: "boolean", default: false }, backdrop: { type: "string" }, pictures: { type: "boolean", default: false } },
});
const backdrops = BACKDROPS.filter((backdrop) => !flags.backdrop || flags.backdrop === backdrop);
const chosen = BENCH_OBJECTS.filter(({ name }) => (positionals.length > 0 ? positionals.includes(name) : TEST_OBJECTS.has(name) === flags["set-aside"]));
const found = new Map<Backdrop, number[]>(backdrops.map((backdrop) => [backdrop, []]));
let cpuMs = 0;
let photos = 0;
for (const object of chosen) {
  const line: string[] = [];
  for (const view of ["front", "side"] as const) {
    const cutOut = await sharpCodec.decode(await cutOutPhoto(object, view, "near"), { maxPixels: 1e8 });
    for (const backdrop of backdrops) {
      const { photo, truth } = layOnBackdrop(cutOut, backdrop);
      const image = await throughJpeg(photo);
      const started = process.cpuUsage();
      const mask = estimateForegroundMask(image);
      const spent = process.cpuUsage(started);
      cpuMs += (spent.user + spent.system) / 1000;
      photos++;
      const iou = intersectionOverUnion(mask, truth);
      found.get(backdrop)!.push(iou);
      line.push(iou.toFixed(3));
      if (flags.pictures && iou < WORTH_A_PICTURE) await writePicture(`${backdrop}-${object.name}-${view}`, image, mask, truth);
    }
  }
  console.log(object.name.padEnd(16), line.join(" "));
}
console.log("mean (lowest)   ", [...found].map(([backdrop, ious]) => `${backdrop} ${(ious.reduce((sum, iou) => sum + iou, 0) / ious.length).toFixed(4)} (${Math.min(...ious).toFixed(3)})`).join("  "));
console.log(`${(cpuMs / photos).toFixed(0)} ms of CPU a photo`);

function intersectionOverUnion(one: Mask, other: Mask): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < one.coverage.length; i++) {
    both += Math.min(one.coverage[i]!, other.coverage[i]!);
    either += Math.max(one.coverage[i]!, other.coverage[i]!);
  }
  return both / either;
}

async function writePicture(name: string, photo: Image, mask: Mask, truth: Mask): Promise<void> {
  const data = photo.data.slice();
  for (let i = 0; i < mask.coverage.length; i++) {
    const missed = Math.max(0, truth.coverage[i]! - mask.coverage[i]!);
    const extra = Math.max(0, mask.coverage[i]! - truth.coverage[i]!);
    const shade = Math.min(1, 1.5 * (missed + extra));
    const mark = missed > extra ? [230, 20, 60] : [30, 90, 255];
    for (let k = 0; k < 3; k++) data[4 * i + k] = Math.round(data[4 * i + k]! * (1 - shade) + mark[k]! * shade);
  }
  const folder = join(CACHE_FOLDER, "masks");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.jpg`), await sharpCodec.encode({ ...photo, data }, "jpeg"));
}
