import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Model3D, Model3DOptions } from "../../src/index.ts";

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
  /** Addresses that the framework's own router refuses, before anybody else is asked. */
  refuses?: readonly string[];
  /** @param options those of `model3d`, for hosts that make one themselves, on the same database */
  open(model3d: Model3D, options: Model3DOptions): Promise<OpenForm>;
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
