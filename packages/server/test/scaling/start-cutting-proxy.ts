import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface CuttingProxy {
  readonly url: string;
  close(): void;
}

/** Stands before a Redis, and breaks the first connection that asks to hear, before Redis has read so. */
export async function startCuttingProxy(redisUrl: string, onCut: () => void): Promise<CuttingProxy> {
  const target = new URL(redisUrl);
  const open = new Set<Socket>();
  let hasCut = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const end = () => {
      for (const socket of [near, far]) {
        socket.destroy();
        open.delete(socket);
      }
    };
    for (const socket of [near, far]) open.add(socket.on("error", end).on("close", end));
    far.pipe(near);
    near.on("data", (bytes) => {
      if (hasCut || !/\bsubscribe\b/i.test(bytes.toString("latin1"))) return void far.write(bytes);
      hasCut = true;
      end();
      onCut();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(redisUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
