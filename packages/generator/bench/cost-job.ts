/**
 * One model as the server makes it: in a worker thread, with a preview on the way. Prints what it took as JSON.
 *
 *   node cost-job.js <grid> <texture> <view>=<photo file> …
 */
import { readFileSync } from "node:fs";
import type { View } from "../src/index.ts";
import { generateInWorker } from "../src/node/index.ts";
import type { JobCost } from "./measure-cost.ts";

const [grid, texture, ...files] = process.argv.slice(2);
const photos: Partial<Record<View, Uint8Array>> = {};
for (const file of files) {
  const [view, path] = file.split("=") as [View, string];
  photos[view] = readFileSync(path);
}
const secondsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;
const started = process.cpuUsage();
let previewCpuSeconds = 0;
await generateInWorker(photos, {
  gridSize: Number(grid),
  textureSize: Number(texture),
  onPreview: () => {
    previewCpuSeconds = secondsOf(process.cpuUsage(started));
  },
});
const cost: JobCost = { cpuSeconds: secondsOf(process.cpuUsage(started)), previewCpuSeconds, peakMb: process.resourceUsage().maxRSS / 1024 };
console.log(JSON.stringify(cost));
