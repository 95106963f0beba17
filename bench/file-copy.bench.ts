import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { Worker } from "node:worker_threads";
import { copyModelFiles } from "../packages/server/src/files/copy-model-files.ts";
import { openCopyBench, type CopyBench } from "../packages/server/src/files/test/copy-bench.ts";

const MB = 1024 * 1024;
const FILE_BYTES = 128 * MB;
const LARGE_BYTES = 1024 * MB;
const ROUNDS = 7;
const GOAL_RATIO = 0.5;
const GOAL_MEMORY_MB = 32;
const SAMPLE_MS = 20;

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const NEVER = new AbortController().signal;

/** The whole of what happens to a file of a service: claimed, fetched, judged, hashed, written, adopted. Seconds. */
async function copy(bench: CopyBench, origin: string, bytes: number): Promise<number> {
  const modelId = await bench.makeModel([{ kind: "obj", name: "model.obj", contentType: "model/obj", url: `${origin}/${bytes}/model.obj` }]);
  const begin = performance.now();
  await copyModelFiles(bench.context, modelId, NEVER);
  const seconds = (performance.now() - begin) / 1000;
  const stored = await bench.context.files.findModelFile(null, modelId, "model.obj");
  if (stored?.bytes !== bytes) throw new Error("The file was not copied whole.");
  await bench.empty();
  return seconds;
}

/** The floor: the same bytes over the same loopback, read and dropped. Seconds. */
async function stream(origin: string, bytes: number): Promise<number> {
  const begin = performance.now();
  const [response] = (await once(get(`${origin}/${bytes}/model.obj`, { agent: false }), "response")) as [IncomingMessage];
  let read = 0;
  response.on("data", (chunk: Buffer) => (read += chunk.length));
  await once(response, "end");
  if (read !== bytes) throw new Error("The file was not read whole.");
  return (performance.now() - begin) / 1000;
}

/** How far the process grows while a large file is copied, in MB. */
async function growth(bench: CopyBench, origin: string): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), SAMPLE_MS);
  await copy(bench, origin, LARGE_BYTES);
  clearInterval(timer);
  return (peak - before) / MB;
}

const worker = new Worker(new URL("./send-file.ts", import.meta.url));
const [origin] = (await once(worker, "message")) as [string];
const bench = await openCopyBench("postgres", { maxModelFileBytes: 2 * LARGE_BYTES, allowedOrigins: [origin] });
await copy(bench, origin, FILE_BYTES);
await stream(origin, FILE_BYTES);
const ratios: number[] = [];
const speeds: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  // A B, then B A: what the machine does beside this falls on both.
  const isForward = round % 2 === 0;
  const first = isForward ? await copy(bench, origin, FILE_BYTES) : await stream(origin, FILE_BYTES);
  const second = isForward ? await stream(origin, FILE_BYTES) : await copy(bench, origin, FILE_BYTES);
  const [copied, streamed] = isForward ? [first, second] : [second, first];
  ratios.push(streamed / copied);
  speeds.push(FILE_BYTES / MB / copied);
}
const grown = await growth(bench, origin);
await bench.close();
await worker.terminate();
console.log(
  `file of a service copied, hashed and capped: ${median(ratios).toFixed(2)} of a direct loopback stream that drops what it reads (goal ${GOAL_RATIO}; ${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)} in ${ROUNDS} rounds); ${median(speeds).toFixed(0)} MB/s`,
);
console.log(`memory while 1 GB is copied: +${grown.toFixed(0)} MB (goal +${GOAL_MEMORY_MB} MB)`);
