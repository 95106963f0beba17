import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { Pool } from "undici";

/** What is sent, and how; in the path, the headers and the body each `#` becomes the number of the request, and a row of them the same with as many digits. */
export interface SendOrder {
  origin: string;
  method: "GET" | "POST";
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** The numbers begin anew after so many. */
  variants: number;
  /** The first of the numbers. Default 0. */
  from?: number;
  connections: number;
  /** How many are sent in a second, whether those before are answered or not; the time of each counts from when it was due. As many as are answered when left out. */
  perSecond?: number;
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
  /** Answers other than 2xx. */
  failures: number;
}

/** Sends over keep-alive connections, one request at a time on each, until the time is over; in a thread of its own, since what is measured is the server. */
export async function sendSteadily(order: SendOrder): Promise<SendFigures> {
  const worker = new Worker(new URL(import.meta.url), { workerData: order });
  const [figures] = (await once(worker, "message")) as [SendFigures];
  return figures;
}

async function send({ origin, method, path, headers, body, variants, from = 0, connections, perSecond, durationMs }: SendOrder): Promise<SendFigures> {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const times: number[] = [];
  let failures = 0;
  let bytes = 0;
  let number = 0;
  const begin = performance.now();
  const sendOne = async (due: number) => {
    const variant = String(from + (number++ % variants));
    const fill = (text: string) => text.replaceAll(/#+/g, (signs) => variant.padStart(signs.length, "0"));
    const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)]));
    const { statusCode, body: answer } = await pool.request({ method, path: fill(path), headers: filled, ...(body === undefined ? {} : { body: fill(body) }) });
    bytes += (await answer.arrayBuffer()).byteLength;
    times.push(performance.now() - due);
    if (statusCode < 200 || statusCode > 299) failures += 1;
  };
  const sendOneAfterTheOther = async () => {
    while (performance.now() - begin < durationMs) await sendOne(performance.now());
  };
  const sendWhenDue = async (every: number) => {
    const sent: Promise<void>[] = [];
    for (let due = begin; due - begin < durationMs; due += every) {
      if (due > performance.now()) await setTimeout(due - performance.now());
      sent.push(sendOne(due));
    }
    await Promise.all(sent);
  };
  await (perSecond === undefined ? Promise.all(Array.from({ length: connections }, sendOneAfterTheOther)) : sendWhenDue(1_000 / perSecond));
  const seconds = (performance.now() - begin) / 1000;
  await pool.close();
  times.sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { requests: times.length, requestsPerSecond: times.length / seconds, p50: quantile(0.5), p99: quantile(0.99), bytes, failures };
}

if (parentPort && workerData) parentPort.postMessage(await send(workerData as SendOrder));
