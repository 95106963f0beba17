import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort } from "node:worker_threads";

const BLOCK = Buffer.alloc(256 * 1024, "v 0.25 0.5 0.75\n");

/** A file server in a thread of its own: `/<bytes>/<name>` gives a text of that many bytes, as fast as it is taken. */
const server = createServer((request, response) => {
  let left = Number((request.url ?? "").split("/")[1]);
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": left });
  const send = (): void => {
    while (left > 0) {
      const block = BLOCK.subarray(0, Math.min(left, BLOCK.length));
      left -= block.length;
      if (!response.write(block)) return void response.once("drain", send);
    }
    response.end();
  };
  send();
});
server.listen(0, "127.0.0.1", () => parentPort?.postMessage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
