import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript", ".glb": "model/gltf-binary" };
const pageWith = (script: string): string => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Viewer</title><link rel="icon" href="data:,"><script type="module" src="/${script}"></script><body></body></html>`;

export interface ViewerPage {
  origin: string;
  close(): Promise<void>;
}

/** What a strict page allows: nothing but its own host, no inline script or style, no eval; WebAssembly only where it is said. */
const policyOf = (scripts: string): string => `default-src 'none'; script-src 'self'${scripts}; style-src 'self'; connect-src 'self' blob:; img-src 'self' blob: data:`;

/** What is served beside: every answer is told by its path and text. */
export interface ServeOptions {
  onServed?: (path: string, bytes: Uint8Array) => void;
}

/**
 * Serves an empty page with the bundle for script tags: `/` under a strict policy, `/wasm` under one that allows WebAssembly too;
 * `/bare` is one without a policy and with `bare.js` of the files in place of the bundle.
 */
export async function serveViewerPage(files: Readonly<Record<string, Uint8Array>>, { onServed }: ServeOptions = {}): Promise<ViewerPage> {
  const folder = await mkdtemp(join(tmpdir(), "model-3d-cdn-"));
  await run(process.execPath, [join(root, "node_modules/rollup/dist/bin/rollup"), "--config", "rollup.config.mjs", "--configCdn", "--silent", "--dir", folder], { cwd: root });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const known = files[pathname.slice(1)];
    if (pathname === "/bare") return void response.writeHead(200, { "Content-Type": "text/html" }).end(pageWith("bare.js"));
    if (pathname === "/" || pathname === "/wasm") {
      response.writeHead(200, { "Content-Type": "text/html", "Content-Security-Policy": policyOf(pathname === "/" ? "" : " 'wasm-unsafe-eval'") }).end(pageWith("model-3d.js"));
      return;
    }
    const content = known === undefined ? readFile(join(folder, pathname)) : Promise.resolve(known);
    content.then(
      (bytes) => {
        onServed?.(pathname, bytes);
        response.writeHead(200, { "Content-Type": TYPES[extname(pathname)] ?? "application/octet-stream" }).end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
