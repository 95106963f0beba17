import { parentPort, workerData } from "node:worker_threads";
import { Pool } from "undici";

/** What is posted, and how; `#` in the body becomes a number each time. */
export interface PostOrder {
  origin: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  /** `#` in the body becomes a number below this. */
  variants: number;
  connections: number;
  durationMs: number;
}

export interface PostFigures {
  requests: number;
  requestsPerSecond: number;
  /** Milliseconds from the request to the last byte of the answer. */
  p50: number;
  p99: number;
  /** Answers other than 200. */
  failures: number;
}

/** Posts over keep-alive connections, one request at a time on each, until the time is over. In a thread of its own: what is measured is the server. */
async function postSteadily({ origin, path, headers, body, variants, connections, durationMs }: PostOrder): Promise<PostFigures> {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const times: number[] = [];
  let failures = 0;
  let number = 0;
  const begin = performance.now();
  const post = async () => {
    while (performance.now() - begin < durationMs) {
      const sent = performance.now();
      const { statusCode, body: answer } = await pool.request({ method: "POST", path, headers, body: body.replace("#", String(number++ % variants)) });
      await answer.dump();
      times.push(performance.now() - sent);
      if (statusCode !== 200) failures += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, post));
  const seconds = (performance.now() - begin) / 1000;
  await pool.close();
  times.sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { requests: times.length, requestsPerSecond: times.length / seconds, p50: quantile(0.5), p99: quantile(0.99), failures };
}

parentPort?.postMessage(await postSteadily(workerData as PostOrder));
