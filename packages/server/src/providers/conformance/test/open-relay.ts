import { createServer, request as send } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** A server between a provider and its service that counts what the provider asks, and can stand in the way. */
export interface Relay {
  readonly url: string;
  /** Where it passes requests on to; to be set before the first one. */
  target: string;
  /** Requests to the API so far, counted as they arrive. */
  readonly count: number;
  /** What becomes of the next request that this fits: it is never answered, or by 503. */
  spoilNext(how: "hang" | "break", method?: string): void;
  close(): Promise<void>;
}

/** @param isApi Whether a path is asked of the API; files are not counted. */
export async function openRelay(isApi: (path: string) => boolean): Promise<Relay> {
  let count = 0;
  let spoil: { how: "hang" | "break"; method: string | undefined } | null = null;
  const server = createServer((request, response) => {
    if (isApi(request.url ?? "")) count += 1;
    if (spoil && (spoil.method ?? request.method) === request.method) {
      const { how } = spoil;
      spoil = null;
      request.resume();
      if (how === "break") response.writeHead(503, { "content-type": "text/html" }).end("<html>Service Unavailable</html>");
      return;
    }
    const onward = send(relay.target + (request.url ?? ""), { method: request.method, headers: { ...request.headers, host: new URL(relay.target).host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on("aborted", () => response.destroy());
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const relay: Relay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: "",
    get count() {
      return count;
    },
    spoilNext(how, method) {
      spoil = { how, method };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return relay;
}
