import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ProductObject } from "@model-3d/test-utils";
import { build } from "esbuild";
import type { View } from "../src/index.ts";
import { CACHE_FOLDER, cutOutPhoto, type Manner } from "./bench-shots.ts";

/** What a model takes of the machine. */
export interface JobCost {
  /** Of the processor, by all threads: what else the machine does is in it least of all. */
  cpuSeconds: number;
  /** The same until the preview is there; 0 if there is none. */
  previewCpuSeconds: number;
  /** The most memory that the whole process had until then. */
  peakMb: number;
}

/** Of the same model, made again and again in the thread of a process. */
export interface ThreadCost {
  /** The first one, for which all is compiled. */
  first: JobCost;
  /** The {@link WARM_MODEL}th, in the same thread. */
  warm: JobCost;
}

/** What the second one still compiles, the third one has. */
export const WARM_MODEL = 3;

export interface CostSizes {
  grid: number;
  texture: number;
}

/** The job and its worker as files of JavaScript, as an installed package is: what it takes to strip types is no part of a model. */
export async function bundleJob(folder = join(CACHE_FOLDER, "cost")): Promise<string> {
  const entryPoints = [join(import.meta.dirname, "cost-job.ts"), join(import.meta.dirname, "../src/node/generator-worker.ts")];
  await build({ entryPoints, outdir: folder, entryNames: "[name]", bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "error", outExtension: { ".js": ".js" } });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  return join(folder, "cost-job.js");
}

/** The least of some runs, each in a process of its own, as nothing but others makes one cost more than another. */
export async function measureCost(job: string, object: ProductObject, views: readonly View[], manner: Manner, { grid, texture }: CostSizes, runs: number): Promise<ThreadCost> {
  const folder = join(CACHE_FOLDER, "cost-photos");
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const view of views) {
    const file = join(folder, `${object.name}-${manner}-${view}.png`);
    writeFileSync(file, await cutOutPhoto(object, view, manner));
    files.push(`${view}=${file}`);
  }
  const costs: JobCost[][] = [];
  for (let run = 0; run < runs; run++) {
    const { stdout } = await promisify(execFile)(process.execPath, [job, String(WARM_MODEL), String(grid), String(texture), ...files]);
    costs.push(JSON.parse(stdout) as JobCost[]);
  }
  const leastOf = (model: number): JobCost => {
    const least = (of: keyof JobCost): number => Math.min(...costs.map((models) => models[model]![of]));
    return { cpuSeconds: least("cpuSeconds"), previewCpuSeconds: least("previewCpuSeconds"), peakMb: least("peakMb") };
  };
  return { first: leastOf(0), warm: leastOf(WARM_MODEL - 1) };
}
