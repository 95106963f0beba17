import { describe, expect, it } from "vitest";
import { limitPerKey, TooManyWaitingError } from "./limit-per-key.ts";

/** Work that goes on until it is told to end. */
function startWork(limit: ReturnType<typeof limitPerKey>, key: string, signal?: AbortSignal) {
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let isRunning = false;
  const done = limit(key, () => {
    isRunning = true;
    started.resolve();
    return ended.promise;
  }, signal);
  return { done, started: started.promise, end: () => ended.resolve(), isRunning: () => isRunning };
}

describe("limitPerKey", () => {
  it("lets so much of a key run, and so much over all", async () => {
    const limit = limitPerKey({ total: 3, perKey: 2, waitingPerKey: 10 });
    const [a1, a2, a3] = [startWork(limit, "a"), startWork(limit, "a"), startWork(limit, "a")];
    const [b1, b2] = [startWork(limit, "b"), startWork(limit, "b")];
    await Promise.all([a1.started, a2.started, b1.started]);
    expect([a3.isRunning(), b2.isRunning()]).toEqual([false, false]);
    a1.end();
    await Promise.all([a1.done, b2.started]);
    b1.end();
    await a3.started;
    for (const work of [a2, a3, b2]) work.end();
    await Promise.all([a2.done, a3.done, b1.done, b2.done]);
  });

  it("turns away who would wait behind too many, and takes them again later", async () => {
    const limit = limitPerKey({ total: 5, perKey: 1, waitingPerKey: 1 });
    const [running, waiting] = [startWork(limit, "a"), startWork(limit, "a")];
    await expect(startWork(limit, "a").done).rejects.toThrow(TooManyWaitingError);
    await startWork(limit, "b").started;
    running.end();
    waiting.end();
    await Promise.all([running.done, waiting.done]);
    await startWork(limit, "a").started;
  });

  it("gives the place of one who leaves or fails to the next", async () => {
    const limit = limitPerKey({ total: 1, perKey: 1, waitingPerKey: 5 });
    const reason = new Error("gone");
    const leaving = new AbortController();
    const running = startWork(limit, "a");
    const waiting = startWork(limit, "a", leaving.signal);
    leaving.abort(reason);
    await expect(waiting.done).rejects.toBe(reason);
    running.end();
    await running.done;
    await expect(limit("a", () => Promise.reject(reason))).rejects.toBe(reason);
    await startWork(limit, "a").started;
  });
});
