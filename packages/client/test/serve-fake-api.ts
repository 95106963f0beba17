import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerByApi } from "./answer-by-api.ts";
import type { FakeApi } from "./fake-api.ts";

export interface ServedApi {
  /** Where the API is mounted. */
  api: string;
  close(): Promise<void>;
}

/** Puts an API in memory behind a real socket on this machine. */
export async function serveFakeApi(fake: FakeApi): Promise<ServedApi> {
  const server = createServer((incoming, outgoing) => {
    answerByApi(fake, incoming, outgoing).catch((error: unknown) => outgoing.writeHead(500).end(String(error)));
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
