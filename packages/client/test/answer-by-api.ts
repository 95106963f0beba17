import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { FakeApi } from "./fake-api.ts";

/** Lets an API in memory answer a request that came over a socket, streams too. */
export async function answerByApi(api: FakeApi, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const method = incoming.method ?? "GET";
  const chunks: Buffer[] = [];
  if (method !== "GET" && method !== "HEAD") for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers.set(name, String(value));
  const response = await api.answer(new Request(`http://localhost${incoming.url ?? "/"}`, { method, headers, ...(chunks.length > 0 ? { body: new Uint8Array(Buffer.concat(chunks)) } : {}) }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) return void outgoing.end();
  const readable = Readable.fromWeb(response.body as NodeReadableStream<Uint8Array>);
  outgoing.on("close", () => readable.destroy());
  readable.on("error", () => outgoing.destroy());
  readable.pipe(outgoing);
}
