import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { Worker } from "node:worker_threads";
import { copyModelFiles } from "../packages/server/src/files/copy-model-files.ts";
import { openCopyBench, type CopyBench } from "../packages/server/src/files/test/copy-bench.ts";
import { describeRatio, measureInTurn, median } from "./in-turn.ts";
import { makeGridGlb } from "./make-grid-glb.ts";

const MB = 1024 * 1024;
const FILE_BYTES = 128 * MB;
const LARGE_BYTES = 1024 * MB;
/** 320,000 triangles, about as many megabytes as a service's textured model of medium detail has. */
const GRID_SIDE = 400;
const ROUNDS = 7;
const GOAL_RATIO = 0.5;
const GOAL_MEMORY_MB = 32;
const SAMPLE_MS = 20;
const NEVER = new AbortController().signal;

interface Remote {
  kind: "obj" | "glb";
  name: string;
  path: string;
  bytes: number;
}

const textOf = (bytes: number): Remote => ({ kind: "obj", name: "model.obj", path: `${bytes}/model.obj`, bytes });

/** The whole of what happens to a file of a service: claimed, fetched, judged, hashed, written, adopted. MB a second. */
async function copy(bench: CopyBench, origin: string, { kind, name, path, bytes }: Remote): Promise<number> {
  const modelId = await bench.makeModel([{ kind, name, contentType: kind === "glb" ? "model/gltf-binary" : "model/obj", url: `${origin}/${path}` }]);
  const begin = performance.now();
  await copyModelFiles(bench.context, modelId, NEVER);
  const seconds = (performance.now() - begin) / 1000;
  const stored = await bench.context.files.findModelFile(null, modelId, name);
  if (stored?.bytes !== bytes) throw new Error(`The file was not copied whole: ${(await bench.statesOf(modelId)).join(", ")}`);
  await bench.empty();
  return bytes / MB / seconds;
}

/** The floor: the same bytes over the same loopback, read and dropped. MB a second. */
async function stream(origin: string, { path, bytes }: Remote): Promise<number> {
  const begin = performance.now();
  const [response] = (await once(get(`${origin}/${path}`, { agent: false }), "response")) as [IncomingMessage];
  let read = 0;
  response.on("data", (chunk: Buffer) => (read += chunk.length));
  await once(response, "end");
  if (read !== bytes) throw new Error("The file was not read whole.");
  return bytes / MB / ((performance.now() - begin) / 1000);
}

/** How far the process grows while a large file is copied, in MB. */
async function growth(bench: CopyBench, origin: string): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), SAMPLE_MS);
  await copy(bench, origin, textOf(LARGE_BYTES));
  clearInterval(timer);
  return (peak - before) / MB;
}

const glb = makeGridGlb(GRID_SIDE);
const model: Remote = { kind: "glb", name: "model.glb", path: "glb/model.glb", bytes: glb.length };
const worker = new Worker(new URL("./send-file.ts", import.meta.url), { workerData: { glb } });
const [origin] = (await once(worker, "message")) as [string];
const bench = await openCopyBench("postgres", { maxModelFileBytes: 2 * LARGE_BYTES, allowedOrigins: [origin] });
const text = textOf(FILE_BYTES);
const files = await measureInTurn(ROUNDS, () => copy(bench, origin, text), () => stream(origin, text));
// Before the validator's thread has grown: the memory of the copy alone.
const grown = await growth(bench, origin);
const models = await measureInTurn(ROUNDS, () => copy(bench, origin, model), () => stream(origin, model));
await bench.close();
await worker.terminate();
const of = "a direct loopback stream that drops what it reads";
console.log(`file of a service copied, hashed and capped: ${describeRatio(files.ours, files.other, { of, goal: GOAL_RATIO })}; ${median(files.ours).toFixed(0)} MB/s`);
console.log(`memory while 1 GB is copied: +${grown.toFixed(0)} MB (goal +${GOAL_MEMORY_MB} MB)`);
const ratios = models.ours.map((speed, round) => speed / (models.other[round] ?? Number.NaN));
console.log(
  `GLB of ${(glb.length / MB).toFixed(1)} MB and ${GRID_SIDE * GRID_SIDE * 2} triangles copied, hashed, capped, and read by the validator to its last index: ${median(ratios).toFixed(2)} of the same (no goal; ${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)} in ${ROUNDS} rounds); ${((glb.length / MB / median(models.ours)) * 1000).toFixed(0)} ms`,
);
