import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type AnswerFile = (response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

export interface FileServer {
  readonly origin: string;
  /** How each path is answered; bytes are sent whole, with their length. */
  readonly answers: Map<string, AnswerFile | Uint8Array>;
  /** Paths in the order in which they were asked for. */
  readonly asked: string[];
  url(path: string): string;
  close(): Promise<void>;
}

/** The service that files are copied from, with every fault that a test gives it. */
export async function startFileServer(): Promise<FileServer> {
  const answers: FileServer["answers"] = new Map();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    asked.push(path);
    const answer = answers.get(path);
    if (answer === undefined) response.writeHead(404).end("no such file");
    else if (typeof answer === "function") void answer(response, request);
    else response.writeHead(200, { "content-type": "application/octet-stream", "content-length": answer.length }).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    answers,
    asked,
    url: (path) => `${origin}${path}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
