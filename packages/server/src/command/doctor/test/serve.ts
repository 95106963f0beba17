import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** Serves an app on a free port of this machine. */
export async function serve(listener: RequestListener, host = "127.0.0.1"): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(listener).listen(0, host);
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
