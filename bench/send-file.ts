import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort, workerData } from "node:worker_threads";

const BLOCK_BYTES = 256 * 1024;
const TEXT = Buffer.alloc(BLOCK_BYTES, "v 0.25 0.5 0.75\n");
const { glb } = workerData as { glb: Uint8Array };

/** A file server in a thread of its own: `/<bytes>/<name>` gives a text of that many bytes, `/glb/<name>` the GLB, as fast as it is taken. */
const server = createServer((request, response) => {
  const [, what] = (request.url ?? "").split("/");
  const size = what === "glb" ? glb.length : Number(what);
  let sent = 0;
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": size });
  const send = (): void => {
    while (sent < size) {
      const length = Math.min(size - sent, BLOCK_BYTES);
      const block = what === "glb" ? glb.subarray(sent, sent + length) : TEXT.subarray(0, length);
      sent += length;
      if (!response.write(block)) return void response.once("drain", send);
    }
    response.end();
  };
  send();
});
server.listen(0, "127.0.0.1", () => parentPort?.postMessage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
