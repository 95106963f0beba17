import { createServer, request as send, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** Where a request to the service stands when it is held. */
export type HeldAt = "before the task is made" | "before the answer comes" | "in the middle of a file";

/** Stands between a host and its service, passes everything on, and holds requests in the moment that it is told. */
export interface Gate {
  readonly url: string;
  passTo(url: string): void;
  /** From here on requests that come to this point stay there. @returns when the first one does. */
  hold(at: HeldAt): Promise<void>;
  /** Cuts what is held, and passes everything on again. */
  release(): void;
  close(): Promise<void>;
}

const CREATES = "/multi-image-to-3d";
const FILE = /\/model\.glb$/;

export async function openGate(): Promise<Gate> {
  let target = "";
  let holding: { at: HeldAt; reached: () => void } | null = null;
  const held = new Set<ServerResponse>();

  function holdAt(at: HeldAt, response: ServerResponse): boolean {
    if (holding?.at !== at) return false;
    held.add(response);
    holding.reached();
    return true;
  }

  const server = createServer((request, response) => void pass(request, response).catch(() => response.destroy()));

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://gate");
    const creates = request.method === "POST" && pathname.endsWith(CREATES);
    const body = await buffer(request);
    if (creates && holdAt("before the task is made", response)) return;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      send(new URL(request.url ?? "/", target), { method: request.method, headers: { ...request.headers, host: new URL(target).host } }, resolve)
        .on("error", reject)
        .end(body);
    });
    if (creates) {
      const whole = await buffer(answer);
      if (!holdAt("before the answer comes", response)) response.writeHead(answer.statusCode ?? 502, answer.headers).end(whole);
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    if (!FILE.test(pathname) || holding?.at !== "in the middle of a file") {
      answer.pipe(response);
      return;
    }
    const whole = await buffer(answer);
    response.write(whole.subarray(0, whole.length / 2), () => holdAt("in the middle of a file", response));
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passTo: (url) => void (target = url),
    hold: (at) => new Promise((reached) => (holding = { at, reached })),
    release() {
      holding = null;
      for (const response of held) response.destroy();
      held.clear();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
