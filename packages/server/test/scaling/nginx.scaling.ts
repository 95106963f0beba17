import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { freePort } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../start-test-host.ts";

const CONFIG = join(import.meta.dirname, "../../../../examples/compose/nginx.conf");
const ARCHIVES = ["/api/model-archive?modelIds=a,b", "/api/model-archives/1/file", "/api/generation-batches/1/archive?format=stl"];
const CHUNK = Buffer.alloc(64 * 1024, "x");
const CHUNKS = 960;

describe("nginx as in examples/compose", () => {
  let folder: string;
  let server: Server;
  let nginx: ChildProcess;
  let url: string;
  /** Answers that are silent until they are let go. */
  const silent: ServerResponse[] = [];
  const large: ServerResponse[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "model-3d-nginx-"));
    server = createServer((request, response) => {
      if (request.headers["x-wants"] === "silence") return void silent.push(response);
      if (request.headers["x-wants"] !== "much") return void response.end("here");
      large.push(response);
      Readable.from(Array.from({ length: CHUNKS }, () => CHUNK)).pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const shop = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const port = await freePort();
    // What is silent for a second is given up, where nothing else is said of it; a minute is the default.
    const config = (await readFile(CONFIG, "utf8")).replace("listen 80;", `listen 127.0.0.1:${port};\n    proxy_read_timeout 1s;`).replace("server web-1:3000", `server ${shop}`).replace("server web-2:3000", `server ${shop}`);
    await writeFile(join(folder, "nginx.conf"), config.replace("proxy_next_upstream error timeout;", "proxy_next_upstream off;"));
    const log = await open(join(folder, "nginx.log"), "w");
    nginx = spawn("/usr/sbin/nginx", ["-p", folder, "-c", join(folder, "nginx.conf"), "-g", `daemon off; master_process off; pid ${join(folder, "nginx.pid")}; error_log stderr warn;`], { stdio: ["ignore", log.fd, log.fd] });
    await log.close();
    url = `http://127.0.0.1:${port}`;
    await until("nginx answers", () => fetch(url).then(({ ok }) => ok, () => false));
  }, 60_000);
  afterAll(async () => {
    nginx.kill();
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true, force: true });
  });

  it("waits for an archive whose models are still being made, as for nothing else", async () => {
    const headers = { "x-wants": "silence" };
    const archives = ARCHIVES.map((path) => fetch(url + path, { headers }));
    await until("all have been asked for", () => silent.length === ARCHIVES.length);
    expect((await fetch(`${url}/api/credits`, { headers })).status).toBe(504);
    for (const response of silent) response.end("ready");
    expect(await Promise.all(archives.map(async (answer) => (await answer).status))).toEqual([200, 200, 200]);
  });

  it("has a slow reader of an archive slow the server down, and puts nothing on its disk", async () => {
    for (const path of ARCHIVES) {
      const headers = { "x-wants": "much" };
      const slow = await fetch(url + path, { headers });
      const [held] = large.splice(0);
      // Long enough for as much to come through whole.
      expect((await (await fetch(url + path, { headers })).arrayBuffer()).byteLength).toBe(CHUNKS * CHUNK.length);
      expect([path, held?.writableFinished]).toEqual([path, false]);
      expect((await slow.arrayBuffer()).byteLength).toBe(CHUNKS * CHUNK.length);
      large.length = 0;
    }
    expect(await readFile(join(folder, "nginx.log"), "utf8")).not.toContain("temporary file");
  });
});
