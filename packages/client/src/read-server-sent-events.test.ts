import { expect, it } from "vitest";
import { readServerSentEvents, type ServerSentEvent } from "./read-server-sent-events.ts";

async function read(...pieces: string[]): Promise<ServerSentEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
  const events: ServerSentEvent[] = [];
  for await (const event of readServerSentEvents(body, () => undefined)) events.push(event);
  return events;
}

it("reads names, ids, many lines of data and comments", async () => {
  const events = await read(": hello\n\nretry: 500\nid: 7\nevent: a\ndata: one\ndata:two\n\ndata: three\n\n");
  expect(events).toEqual([
    { name: "a", data: "one\ntwo", id: "7", retryMs: 500 },
    { name: "message", data: "three", id: "7", retryMs: 500 },
  ]);
});

it("takes all three line ends, also when a piece ends within one or within a letter", async () => {
  expect(await read("data: a\r", "\n\r\n", "data: b\r\rdata: c\n\n")).toMatchObject([{ data: "a" }, { data: "b" }, { data: "c" }]);
  const bytes = new TextEncoder().encode("data: ü\n\n");
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, 7));
      controller.enqueue(bytes.slice(7));
      controller.close();
    },
  });
  const events: string[] = [];
  for await (const { data } of readServerSentEvents(body, () => undefined)) events.push(data);
  expect(events).toEqual(["ü"]);
});

it("drops what is not finished", async () => {
  expect(await read("data: whole\n\ndata: half")).toMatchObject([{ data: "whole" }]);
});
