/**
 * Measures what a model costs as the server makes it, the first of a process and one in a thread that was kept, with a preview on the way: seconds of
 * the processor, and memory.
 *
 *   node --conditions=model-3d-source packages/generator/bench/run-cost.ts [object …] [--manner=near] [--runs=3] [--job=file]
 *
 * Each run is a process of its own, of bundled JavaScript; the least of some is taken, as other work on the machine only adds to it. Writes COST.md
 * if all of its objects were measured in all manners. `--job` measures a job that was bundled before (`.cache/cost`, of another state of the source).
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { View } from "../src/index.ts";
import { MANNERS, type Manner } from "./bench-shots.ts";
import { bundleJob, measureCost, WARM_MODEL, type CostSizes, type JobCost, type ThreadCost } from "./measure-cost.ts";
import { BENCH_OBJECTS } from "./objects/bench-objects.ts";

const COST_OBJECTS: readonly string[] = ["mug", "chair", "side-table", "toy-car", "sneaker", "duck"];
const COST_MANNERS: readonly Manner[] = ["straight", "near"];
const FOUR_VIEWS: readonly View[] = ["front", "back", "side", "top"];
const FULL: CostSizes = { grid: 192, texture: 2048 };
const COARSE: CostSizes = { grid: 96, texture: 512 };
const GOALS: JobCost = { cpuSeconds: 3, previewCpuSeconds: 1, peakMb: 400 };

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { manner: { type: "string" }, runs: { type: "string", default: "3" }, job: { type: "string" } },
});
const names = positionals.length > 0 ? positionals : COST_OBJECTS;
const manners = flags.manner ? MANNERS.filter((manner) => manner === flags.manner) : COST_MANNERS;
const runs = Number(flags.runs);
const job = flags.job ?? (await bundleJob());
const lines: string[] = [];
for (const manner of manners) {
  const measured: { full: ThreadCost; coarse: ThreadCost }[] = [];
  for (const object of BENCH_OBJECTS.filter(({ name }) => names.includes(name))) {
    const full = await measureCost(job, object, FOUR_VIEWS, manner, FULL, runs);
    const coarse = await measureCost(job, object, FOUR_VIEWS, manner, COARSE, runs);
    measured.push({ full, coarse });
    note(object.name, manner, full, coarse);
  }
  note("*mean*", manner, meanOf(measured.map(({ full }) => full)), meanOf(measured.map(({ coarse }) => coarse)));
}
const isWhole = positionals.length === 0 && !flags.manner && !flags.job;
if (isWhole) writeFileSync(join(import.meta.dirname, "COST.md"), `${introduction()}\n${lines.join("\n")}\n`);

function note(name: string, manner: Manner, full: ThreadCost, coarse: ThreadCost): void {
  const of = ({ cpuSeconds, previewCpuSeconds, peakMb }: JobCost): string[] => [cpuSeconds.toFixed(2), previewCpuSeconds.toFixed(2), peakMb.toFixed(0)];
  lines.push(`| ${[name, manner, ...of(full.first), ...of(full.warm), coarse.first.cpuSeconds.toFixed(2), coarse.warm.cpuSeconds.toFixed(2)].join(" | ")} |`);
  console.log(lines.at(-1));
}

function meanOf(costs: readonly ThreadCost[]): ThreadCost {
  const mean = (which: keyof ThreadCost, of: keyof JobCost): number => costs.reduce((sum, cost) => sum + cost[which][of], 0) / costs.length;
  const means = (which: keyof ThreadCost): JobCost => ({ cpuSeconds: mean(which, "cpuSeconds"), previewCpuSeconds: mean(which, "previewCpuSeconds"), peakMb: mean(which, "peakMb") });
  return { first: means("first"), warm: means("warm") };
}

function introduction(): string {
  return `# What a model costs

\`node --conditions=model-3d-source packages/generator/bench/run-cost.ts\` makes models of four photos (960², cut out) as the server does: in a pool of one thread, in a fresh
process of JavaScript that no types have to be stripped from, with a preview on the way, the same model ${WARM_MODEL} times. *First* is the first model of the process, for which all is
compiled; *warm* is the ${WARM_MODEL}rd, in the thread that was kept. Seconds are those of the processor, by all threads, from when the model was asked for; ${runs === 1 ? "one run" : `the least of ${runs} runs`}. What else the
machine does adds to them, so that two states of the source are compared by running both in turn (\`--job\`). Memory is the most that the whole process had until the model was
done, Node itself (about 50 MB) and sharp included. Photos are those of [the bench](RESULTS.md). Goals at ${FULL.grid}³ with ${FULL.texture}² texels: ${GOALS.cpuSeconds} s, the preview (${COARSE.grid}³, ${COARSE.texture}²) after
${GOALS.previewCpuSeconds} s, ${GOALS.peakMb} MB. *Coarse* is a whole model at ${COARSE.grid}³ with ${COARSE.texture}² texels.

| object | photos | first: CPU s | until the preview | peak MB | warm: CPU s | until the preview | peak MB | coarse, first: CPU s | coarse, warm: CPU s |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |`;
}
