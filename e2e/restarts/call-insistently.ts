import { setTimeout as pause } from "node:timers/promises";
import type { Answer, AnswerLog, Json } from "./answer-log.ts";

export interface CallOptions {
  method?: string;
  json?: object;
  form?: () => FormData;
  key?: string;
}

/** Sends a request once, and then again and again while it is told to try later. */
export interface Caller {
  /** An answer that is no 503. @param mayWait another answer after which it is tried again, for at most `patienceMs`. */
  insist(what: string, path: string, options?: CallOptions, mayWait?: (answer: Answer) => boolean): Promise<Answer>;
}

const REQUEST_TIMEOUT_MS = 30_000;
/** Sooner than `Retry-After` says: impatient clients are the harder case. */
const RETRY_MS = 400;
/** So long a repeated request may be told that the first one is still being worked on. */
const PATIENCE_MS = 15_000;

export function createCaller({ url, userId, log }: { url: string; userId: string; log: AnswerLog }): Caller {
  async function call(what: string, path: string, { method = "GET", json, form, key }: CallOptions): Promise<Answer | null> {
    const from = performance.now();
    try {
      const response = await fetch(`${url}/api${path}`, {
        method,
        headers: { "x-user": userId, ...(json ? { "content-type": "application/json" } : {}), ...(key ? { "idempotency-key": key } : {}) },
        ...(json ? { body: JSON.stringify(json) } : form ? { body: form() } : {}),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      const body: unknown = response.headers.get("content-type")?.includes("json") ? await response.json() : { bytes: (await response.arrayBuffer()).byteLength };
      const answer: Answer = { status: response.status, body: body as Json, retryAfter: response.headers.get("retry-after") };
      log.note({ what, from, until: performance.now(), answer });
      return answer;
    } catch (error) {
      log.note({ what, from, until: performance.now(), answer: null, error });
      return null;
    }
  }

  return {
    async insist(what, path, options = {}, mayWait = () => false) {
      let waitsSince: number | null = null;
      for (;;) {
        const answer = await call(what, path, options);
        const waits = answer !== null && mayWait(answer);
        if (answer && answer.status < 500 && !waits) return answer;
        waitsSince = waits ? (waitsSince ?? performance.now()) : null;
        if (answer && waitsSince !== null && performance.now() - waitsSince > PATIENCE_MS) {
          log.breach(`nobody is told to wait for longer than ${PATIENCE_MS} ms`, what, answer);
          return answer;
        }
        await pause(RETRY_MS);
      }
    },
  };
}
