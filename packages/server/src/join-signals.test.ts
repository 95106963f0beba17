import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { joinSignals } from "./join-signals.ts";

const aborted = (reason: unknown) => AbortSignal.abort(reason);

describe("joined signals", () => {
  it("end with the first that ends, and with its reason", () => {
    for (const at of [0, 1]) {
      const sources = [new AbortController(), new AbortController()];
      const { signal } = joinSignals(undefined, ...sources.map((source) => source.signal));
      expect(signal.aborted).toBe(false);
      sources[at]!.abort("first");
      sources[1 - at]!.abort("second");
      expect(signal.reason).toBe("first");
    }
  });

  it("have ended where one has already", () => {
    expect(joinSignals(new AbortController().signal, aborted("before")).signal.reason).toBe("before");
    expect(joinSignals(aborted(new Error("before"))).signal.reason).toEqual(new Error("before"));
  });

  it("leave nothing with what lives on, however they end", () => {
    const long = new AbortController();
    const short = new AbortController();
    const left = joinSignals(long.signal, new AbortController().signal);
    const over = joinSignals(long.signal, short.signal);
    joinSignals(long.signal, aborted("before"));
    expect(getEventListeners(long.signal, "abort")).toHaveLength(2);
    left.leave();
    short.abort();
    expect([getEventListeners(long.signal, "abort"), over.signal.aborted]).toEqual([[], true]);
    long.abort();
    expect(left.signal.aborted).toBe(false);
  });
});
