import { once } from "node:events";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { Pool } from "undici";

/** What is sent, and how; `#` in the path and the body becomes a number each time. */
export interface SendOrder {
  origin: string;
  method: "GET" | "POST";
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** `#` becomes a number below this. */
  variants: number;
  connections: number;
  durationMs: number;
}

export interface SendFigures {
  requests: number;
  requestsPerSecond: number;
  /** Milliseconds from the request to the last byte of the answer. */
  p50: number;
  p99: number;
  /** Bytes of all answers. */
  bytes: number;
  /** Answers other than 200. */
  failures: number;
}

/** Sends over keep-alive connections, one request at a time on each, until the time is over; in a thread of its own, since what is measured is the server. */
export async function sendSteadily(order: SendOrder): Promise<SendFigures> {
  const worker = new Worker(new URL(import.meta.url), { workerData: order });
  const [figures] = (await once(worker, "message")) as [SendFigures];
  return figures;
}

async function send({ origin, method, path, headers, body, variants, connections, durationMs }: SendOrder): Promise<SendFigures> {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const times: number[] = [];
  let failures = 0;
  let bytes = 0;
  let number = 0;
  const begin = performance.now();
  const sendOne = async () => {
    while (performance.now() - begin < durationMs) {
      const variant = String(number++ % variants);
      const sent = performance.now();
      const { statusCode, body: answer } = await pool.request({ method, path: path.replace("#", variant), headers, ...(body === undefined ? {} : { body: body.replace("#", variant) }) });
      bytes += (await answer.arrayBuffer()).byteLength;
      times.push(performance.now() - sent);
      if (statusCode !== 200) failures += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, sendOne));
  const seconds = (performance.now() - begin) / 1000;
  await pool.close();
  times.sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { requests: times.length, requestsPerSecond: times.length / seconds, p50: quantile(0.5), p99: quantile(0.99), bytes, failures };
}

if (parentPort && workerData) parentPort.postMessage(await send(workerData as SendOrder));
