/**
 * The same model as often as is asked for, one after another as the server makes them: in a pool of one thread, with a preview on the way. Prints
 * what each took as JSON.
 *
 *   node cost-job.js <models> <grid> <texture> <view>=<photo file> …
 */
import { readFileSync } from "node:fs";
import type { View } from "../src/index.ts";
import { createGeneratorPool } from "../src/node/index.ts";
import type { JobCost } from "./measure-cost.ts";

const [models, grid, texture, ...files] = process.argv.slice(2);
const photos: Partial<Record<View, Uint8Array>> = {};
for (const file of files) {
  const [view, path] = file.split("=") as [View, string];
  photos[view] = readFileSync(path);
}
const secondsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;
const pool = createGeneratorPool({ size: 1 });
const costs: JobCost[] = [];
for (let model = 0; model < Number(models); model++) {
  const started = process.cpuUsage();
  let previewCpuSeconds = 0;
  await pool.generate(photos, {
    gridSize: Number(grid),
    textureSize: Number(texture),
    onPreview: () => {
      previewCpuSeconds = secondsOf(process.cpuUsage(started));
    },
  });
  costs.push({ cpuSeconds: secondsOf(process.cpuUsage(started)), previewCpuSeconds, peakMb: process.resourceUsage().maxRSS / 1024 });
}
await pool.close();
console.log(JSON.stringify(costs));
