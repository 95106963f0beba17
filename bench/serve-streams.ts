import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import express, { type Response } from "express";
import { startTestHost } from "../packages/server/test/start-test-host.ts";

/** What a serving process is told: to serve the streams of a database, or streams into which it writes what it is told to; and to say what it needs. */
export type ServeOrder = { kind: "ours"; database: string } | { kind: "bare" } | { kind: "write"; texts: string[] } | { kind: "memory" };
export type ServeNews = { kind: "ready"; port: number } | { kind: "memory"; heapBytes: number; residentBytes: number };

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const responses = new Set<Response>();

const say = (news: ServeNews) => process.send?.(news);

/** The write loop that ours is compared with: one write for each event and reader, and nothing else. */
async function serveBare(): Promise<number> {
  const app = express().get("/api/model-events", (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store, no-transform" });
    response.write('id: 0\nevent: stream.open\ndata: {}\n\n');
    responses.add(response);
    response.on("close", () => responses.delete(response));
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

process.on("message", async (order: ServeOrder) => {
  if (order.kind === "ours") say({ kind: "ready", port: Number(new URL((await startTestHost({ database: order.database, withoutWorkers: true })).url).port) });
  if (order.kind === "bare") say({ kind: "ready", port: await serveBare() });
  if (order.kind === "write") for (const text of order.texts) for (const response of responses) response.write(text);
  if (order.kind === "memory") {
    collectGarbage();
    const { heapUsed, external, rss } = process.memoryUsage();
    say({ kind: "memory", heapBytes: heapUsed + external, residentBytes: rss });
  }
});
process.on("disconnect", () => process.exit(0));
