import type { ServerResponse } from "node:http";
import type { CopyBench } from "./copy-bench.ts";
import { makeGlb, makePng } from "./make-glb.ts";

export const GLB = makeGlb({ bytes: 20_000, seed: 1 });
export const PNG = makePng(8, 8);
export const OBJ = Buffer.from("# a cube\nmtllib model.mtl\nv 0 0 0\n");
const MTL = Buffer.from("newmtl paint\nKd 1 0 0\n");

const WHOLE_FILES = { "/model.glb": GLB, "/thumbnail.png": PNG, "/model.obj": OBJ, "/model.mtl": MTL, "/texture_0.png": PNG, "/texture_0_normal.png": PNG, "/texture_0_emission.png": PNG };

/** Forgets what the test before left on the bench, and has the service send every file of a result whole. */
export async function startWithWholeFiles(bench: CopyBench): Promise<void> {
  bench.now = new Date();
  bench.refresh = async () => {};
  bench.log.length = 0;
  bench.server.answers.clear();
  bench.server.asked.length = 0;
  await bench.empty();
  for (const [path, bytes] of Object.entries(WHOLE_FILES)) bench.server.answers.set(path, bytes);
}

/** Sends a part, with the whole's length if it is to be known, and breaks off or falls silent. */
export function sendPart(bytes: Uint8Array, { declared, end }: { declared: boolean; end: (response: ServerResponse) => void }) {
  return (response: ServerResponse): void => {
    response.writeHead(200, { "content-type": "model/gltf-binary", ...(declared ? { "content-length": bytes.length } : {}) });
    response.write(bytes.subarray(0, bytes.length / 2), () => end(response));
  };
}

/** Sends a page that says the service is down, as if it were the file. */
export function sendHtml(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Down for maintenance</title>".padEnd(5000));
}
