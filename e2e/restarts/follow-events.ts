import { setTimeout as pause } from "node:timers/promises";
import type { AnswerLog, Json } from "./answer-log.ts";

export interface FollowedEvents {
  /** The number of the last event that came. */
  last(): number;
  ended: Promise<void>;
}

const RETRY_MS = 500;

/** Holds a stream of a user's events as a page does, and goes on after each break where it was; every number has to come once and in order. */
export function followEvents({ url, userId, log, signal }: { url: string; userId: string; log: AnswerLog; signal: AbortSignal }): FollowedEvents {
  let last: number | null = null;
  let wasOpen = false;

  function take(block: string): void {
    const fields = new Map(block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)] as const));
    const [id, name] = [fields.get("id"), fields.get("event")];
    if (id === undefined || name === undefined) return;
    const number = Number(id);
    if (name === "stream.reset") log.breach("a stream goes on where it was", "events", { userId, last, number });
    else if (name === "stream.open") {
      if (last !== null && number !== last) log.breach("a stream goes on where it was", "events", { userId, last, number });
      last = number;
    } else {
      if (number !== (last ?? 0) + 1) log.breach("every event comes once and in order", "events", { userId, last, number, name });
      last = number;
    }
  }

  async function readOnce(): Promise<void> {
    const from = performance.now();
    let response: Response;
    try {
      response = await fetch(`${url}/api/model-events`, { headers: { "x-user": userId, ...(last === null ? {} : { "last-event-id": String(last) }) }, signal });
    } catch (error) {
      if (!signal.aborted) log.note({ what: "GET events", from, until: performance.now(), answer: null, error });
      return;
    }
    if (response.status !== 200) {
      const body = (await response.json()) as Json;
      return log.note({ what: "GET events", from, until: performance.now(), answer: { status: response.status, body, retryAfter: response.headers.get("retry-after") } });
    }
    log.note({ what: "GET events", from, until: performance.now(), answer: { status: 200, body: {}, retryAfter: null } });
    wasOpen = true;
    let text = "";
    for await (const chunk of response.body ?? []) {
      const blocks = (text + Buffer.from(chunk).toString()).split("\n\n");
      text = blocks.pop() ?? "";
      blocks.forEach(take);
    }
  }

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      await readOnce().catch(() => undefined);
      if (wasOpen && !signal.aborted) log.breach("a stream outlives an outage", "events", { userId, last });
      wasOpen = false;
      await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  return { last: () => last ?? 0, ended: follow() };
}
