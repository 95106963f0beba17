import { readFile } from "node:fs/promises";
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { answerByApi } from "../../packages/client/test/answer-by-api.ts";
import { FakeApi } from "../../packages/client/test/fake-api.ts";
import { createGlb } from "../../packages/elements/test/create-glb.ts";

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

export interface ExamplePlace {
  /** Folders whose files are served, by the path under which they are. */
  folders?: Readonly<Record<string, string>>;
  /** A server that draws the pages. */
  origin?: string;
}

export interface ServedExample {
  url: string;
  api: FakeApi;
  close(): Promise<void>;
}

async function sendFile(folders: Readonly<Record<string, string>>, path: string, outgoing: ServerResponse): Promise<void> {
  const [mount, folder] = Object.entries(folders).toSorted(([a], [b]) => b.length - a.length).find(([under]) => path.startsWith(under)) ?? [];
  if (mount === undefined || folder === undefined) return void outgoing.writeHead(404).end();
  const name = normalize(path.slice(mount.length)) === "." ? "index.html" : normalize(path.slice(mount.length));
  const body = await readFile(join(folder, name)).catch(() => null);
  if (body === null) return void outgoing.writeHead(404).end();
  outgoing.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" }).end(body);
}

/** Passes a request on to the server that draws the pages. */
function passOn(origin: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const onward = forward(new URL(incoming.url ?? "/", origin), { method: incoming.method, headers: incoming.headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.writeHead(502).end());
  incoming.pipe(onward);
}

/** An example as its host would serve it: its pages, an API in memory under `/api`, and one model. */
export async function serveExample({ folders = {}, origin }: ExamplePlace): Promise<ServedExample> {
  const api = new FakeApi();
  const server = createServer((incoming, outgoing) => {
    const path = new URL(incoming.url ?? "/", "http://localhost").pathname;
    const answer = async (): Promise<void> => {
      if (path.startsWith("/api/")) return answerByApi(api, incoming, outgoing);
      if (path === api.files.glb) return void outgoing.writeHead(200, { "content-type": "model/gltf-binary" }).end(createGlb());
      if (path === "/favicon.ico") return void outgoing.writeHead(204).end();
      if (origin !== undefined) return passOn(origin, incoming, outgoing);
      return sendFile(folders, path, outgoing);
    };
    answer().catch((error: unknown) => outgoing.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    api,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
