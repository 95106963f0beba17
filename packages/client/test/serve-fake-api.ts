import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { FakeApi } from "./fake-api.ts";

export interface ServedApi {
  /** Where the API is mounted. */
  api: string;
  close(): Promise<void>;
}

/** Puts an API in memory behind a real socket on this machine. */
export async function serveFakeApi(fake: FakeApi): Promise<ServedApi> {
  const server = createServer((incoming, outgoing) => {
    const answer = async (): Promise<void> => {
      const method = incoming.method ?? "GET";
      const hasBody = method !== "GET" && method !== "HEAD";
      const headers = new Headers();
      for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers.set(name, String(value));
      const chunks: Buffer[] = [];
      if (hasBody) for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const body = hasBody ? new Uint8Array(Buffer.concat(chunks)) : undefined;
      const response = await fake.answer(new Request(`http://localhost${incoming.url ?? "/"}`, { method, headers, body }));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      if (response.body === null) return void outgoing.end();
      const readable = Readable.fromWeb(response.body as NodeReadableStream<Uint8Array>);
      outgoing.on("close", () => readable.destroy());
      readable.on("error", () => outgoing.destroy());
      readable.pipe(outgoing);
    };
    answer().catch((error: unknown) => outgoing.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    api: `http://127.0.0.1:${port}/api`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
