import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, extname } from "node:path";

const TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript", ".wasm": "application/wasm" };
/** Programs that their packages look for beside the script that runs. */
const BESIDE = ["node_modules/draco3d/draco_decoder.wasm", "node_modules/draco3d/draco_encoder.wasm", "node_modules/watlas/dist/watlas.wasm"];
/** What tests ask for by its place in the repository. */
const ASSETS = ["demo/models/teapot.glb", ...["node_modules/ktx2-encoder/dist/basis/basis_encoder", "node_modules/three/examples/jsm/libs/basis/basis_transcoder"].flatMap((path) => [`${path}.js`, `${path}.wasm`])];
const FILES = new Map<string, string>([...BESIDE.map((path) => [`/${basename(path)}`, path] as const), ...ASSETS.map((path) => [`/${path}`, path] as const)]);

export interface ServedBundle {
  origin: string;
  close(): void;
}

/** A host with an empty page, the modules of the bundle, and the few files that they ask for. */
export async function serveBundle(bundle: ReadonlyMap<string, Uint8Array>): Promise<ServedBundle> {
  const contentOf = async (path: string): Promise<Uint8Array | string | undefined> => {
    if (path === "/") return "<!doctype html><title>Tests</title><link rel='icon' href='data:,'>";
    const file = FILES.get(path);
    return file ? readFile(new URL(`../../../../${file}`, import.meta.url)) : bundle.get(path);
  };
  const server = createServer(({ url = "/" }, response) => {
    void contentOf(url).then(
      (content) => (content === undefined ? response.writeHead(404).end() : response.writeHead(200, { "content-type": TYPES[extname(url)] ?? (url === "/" ? "text/html" : "application/octet-stream") }).end(content)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void (server.close(), server.closeAllConnections()) };
}
