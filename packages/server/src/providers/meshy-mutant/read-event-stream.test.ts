import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEventStream, type StreamedEvent } from "./read-event-stream.ts";

async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const end = Math.max(start, cut % (bytes.length + 1));
    yield bytes.subarray(start, end);
    start = end;
  }
  yield bytes.subarray(start);
}

async function read(text: string, cuts: readonly number[] = []): Promise<StreamedEvent[]> {
  const events: StreamedEvent[] = [];
  for await (const event of readEventStream(inPieces(Buffer.from(text), cuts))) events.push(event);
  return events;
}

const TEXT = ': connected\n\nevent: message\ndata: {"progress":1,"text":"é€😀"}\n\n: keep-alive\r\n\r\ndata:a\rdata: b\r\revent: error\nid: 7\nretry: 5\ndata\n\ndata: half';
const EVENTS = [{ name: "message", data: '{"progress":1,"text":"é€😀"}' }, { name: "message", data: "a\nb" }, { name: "error", data: "" }];

describe("readEventStream", () => {
  it("gives the events and neither comments nor what is cut off", async () => {
    expect(await read(TEXT)).toEqual(EVENTS);
    expect(await read("")).toEqual([]);
  });

  it("gives the same in whatever pieces they come", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(), { maxLength: 30 }), async (cuts) => void expect(await read(TEXT, cuts)).toEqual(EVENTS)));
  });

  it("does not take an event without an end", async () => {
    const endless = async function* () {
      for (;;) yield Buffer.from("x".repeat(100_000));
    };
    await expect(async () => { for await (const event of readEventStream(endless())) expect(event).toBeUndefined(); }).rejects.toThrow(RangeError);
    const lines = async function* () {
      for (;;) yield Buffer.from(`data: ${"x".repeat(1000)}\n`);
    };
    await expect(async () => { for await (const event of readEventStream(lines())) expect(event).toBeUndefined(); }).rejects.toThrow(RangeError);
  });
});
