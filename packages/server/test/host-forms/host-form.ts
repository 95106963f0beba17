import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Model3D } from "../../src/index.ts";

/** What a body that is a stream asks for (Fetch standard, 5.4); the DOM's types do not know it. */
export const STREAMED = { duplex: "half" } as RequestInit;

/** A way to mount model-3d, opened. */
export interface OpenForm {
  /** Origin of the host. */
  url: string;
  ask(request: Request): Promise<Response>;
  close(): Promise<void>;
}

export interface HostForm {
  name: string;
  open(model3d: Model3D): Promise<OpenForm>;
}

/** A host that listens on a port of its own. */
export async function listen(listener: RequestListener): Promise<OpenForm> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ask: fetch,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
