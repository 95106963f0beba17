import { createServer, request as send, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { HostProcess } from "./host-process.ts";

/** Hears how long an answer took, from its request to its last byte. */
export type OnAnswer = (request: { method: string; path: string }, ms: number) => void;

/** What stands before the servers of a host: gives each request to one that is up; one that dies within it is a 502. */
export async function balanceRequests(servers: () => readonly HostProcess[], { port = 0, onAnswer }: { port?: number; onAnswer?: OnAnswer } = {}): Promise<{ url: string; close(): Promise<void> }> {
  let turn = 0;
  const balancer: Server = createServer((request, response) => {
    const started = performance.now();
    const up = servers().filter((server) => server.isUp());
    const server = up[turn++ % Math.max(1, up.length)];
    const refuse = () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { "content-type": "text/plain" }).end("no server");
    };
    if (!server) return refuse();
    const passed = send({ host: "127.0.0.1", port: server.port(), method: request.method, path: request.url, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on("error", () => response.destroy());
      answer.on("aborted", () => response.destroy());
    });
    passed.on("error", refuse);
    response.on("close", () => passed.destroy());
    response.on("finish", () => onAnswer?.({ method: request.method ?? "", path: request.url ?? "" }, performance.now() - started));
    request.pipe(passed);
  });
  await new Promise<void>((resolve, reject) => {
    balancer.once("error", reject);
    balancer.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`,
    async close() {
      balancer.closeAllConnections();
      await new Promise((resolve) => balancer.close(resolve));
    },
  };
}
