import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { FetchError } from "../fetch-error.ts";

export interface LoopbackServers {
  /** Starts a server on this machine and gives its origin. */
  listen(handle: RequestListener): Promise<string>;
  stopAll(): Promise<void>;
}

/** Servers of one test file, which stand for the world outside. */
export function createLoopbackServers(): LoopbackServers {
  const stops: (() => Promise<unknown>)[] = [];
  return {
    async listen(handle) {
      const server = createServer(handle);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      stops.push(() => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      });
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async stopAll() {
      await Promise.all(stops.splice(0).map((stop) => stop()));
    },
  };
}

/** Why a fetch failed, or that it did not. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof FetchError) return error.failure;
    throw error;
  }
  return "let through";
}
