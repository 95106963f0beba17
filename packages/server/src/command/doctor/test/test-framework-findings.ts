import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import type { RequestListener, Server } from "node:http";
import { join } from "node:path";
import { parseEnv, promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { serve as serveHono } from "@hono/node-server";
import Fastify, { type FastifyInstance } from "fastify";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestHost, type TestHost } from "../../../../test/start-test-host.ts";
import { toFastifyPlugin } from "../../../hosts/to-fastify-plugin.ts";
import { toHonoHandler } from "../../../hosts/to-hono-handler.ts";
import { toPagesHandler } from "../../../hosts/to-route-handlers.ts";
import { executeCommand } from "../../execute-command.ts";
import { makeHostFolder } from "../../test/make-host-folder.ts";
import type { DoctorFinding } from "../doctor-finding.ts";
import { examine, expectFinding, expectGone, type Examined } from "./examine.ts";
import { serve } from "./serve.ts";

const run = promisify(execFile);
const OF_EXPRESS = /\bapp\.(?:use|set)\(|\.router\b/;
const manifest = (name: string) => ({ "package.json": JSON.stringify({ name: "shop", dependencies: { [name]: "1.0.0", express: "5.0.0" } }) });
/** The words behind `npx model-3d` in a line that is a command, without its note. */
const wordsOf = (line = "") => /^npx model-3d ([^#]*)/.exec(line)?.[1]?.trim().split(" ") ?? [];

/** What is wrong in hosts of other frameworks, mended by the lines that are printed there. @param root of the test, once it is there. */
export function testFrameworkFindings(root: () => string): void {
  let host: TestHost;
  beforeAll(async () => {
    host = await startTestHost({ withoutWorkers: true });
  });
  afterAll(() => host.stop());

  const route = "app/api/model-3d/[...path]/route.js";
  /** Answers as Next does: by the file that is there, and else by its page for 404. */
  const asNext = (folder: string, file: string, options = {}): RequestListener => {
    const handle = toPagesHandler(host.model3d, { mountPath: "/api/model-3d", ...options });
    return (request, response) => void (existsSync(join(folder, file)) && request.url?.startsWith("/api/") ? handle(request, response) : response.writeHead(404, { "content-type": "text/html" }).end("This page could not be found."));
  };
  async function inNext(listener: RequestListener, look: (url: string) => Promise<Examined>): Promise<Examined> {
    const { url, stop } = await serve(listener);
    return look(url).finally(stop);
  }
  const inWords = ({ remedy }: DoctorFinding) => {
    expect(remedy.join("\n")).not.toMatch(OF_EXPRESS);
    return remedy;
  };

  it("has Next make the route that is missing, and leads to the one that is elsewhere", async () => {
    const folder = await makeHostFolder(root(), { ...manifest("next"), "app/layout.jsx": "" });
    const look = (path: string) => (url: string) => examine(["--url", `${url}${path}`], { folder });
    const missing = expectFinding(await inNext(asNext(folder, route), look("/api/model-3d")), "router_not_reached");
    const made = await executeCommand([...wordsOf(inWords(missing)[0]), "--yes"], { environment: {}, folder, print: () => undefined, complain: () => undefined });
    expect([made, existsSync(join(folder, route))]).toEqual([0, true]);
    expectGone(await inNext(asNext(folder, route), look("/api/model-3d")), "router_not_reached");

    const { url, stop } = await serve(asNext(folder, route));
    const elsewhere = expectFinding(await look("/api")(url), "router_not_reached");
    const [, ...words] = wordsOf(inWords(elsewhere)[0]);
    expectGone(await examine(words, { folder }).finally(stop), "router_not_reached");

    await writeFile(join(folder, "proxy.js"), "export function proxy() {}\n");
    const guarded = await inNext((_request, response) => void response.writeHead(307, { location: "/sign-in" }).end(), look("/api/model-3d"));
    const [, line = ""] = inWords(expectFinding(guarded, "router_not_reached"));
    const { matcher } = runInNewContext(`var ${/^\/\/ in proxy\.js: export const (.*)$/.exec(line)?.[1]} config`) as { matcher: string[] };
    const guards = new RegExp(`^${matcher[0]}$`);
    expect(["/api/model-3d/health", "/basket", "/api/model-3d-of-ours"].map((path) => guards.test(path))).toEqual([false, true, true]);
  });

  it("has the page of Next's that reads bodies hand them on, and says how many proxies there are", async () => {
    const file = "pages/api/model-3d/[...path].js";
    const folder = await makeHostFolder(root(), { ...manifest("next"), [file]: 'import { toPagesHandler } from "@model-3d/server/next";\n' });
    const look = (url: string) => examine(["--url", `${url}/api/model-3d`], { folder });
    const reading: RequestListener = (request, response) => {
      if (/bodyParser: false/.test(readFileSync(join(folder, file), "utf8")) || request.method !== "POST") return asNext(folder, file)(request, response);
      request.resume().on("end", () => response.writeHead(400, { "content-type": "text/plain" }).end("Invalid JSON"));
    };
    const [place, ...lines] = inWords(expectFinding(await inNext(reading, look), "body_parsed_before"));
    expect(place).toBe(`// in ${file}:`);
    await writeFile(join(folder, file), `${await readFile(join(folder, file), "utf8")}${lines.join("\n")}\n`);
    expectGone(await inNext(reading, look), "body_parsed_before");

    const [said = ""] = inWords(expectFinding(await inNext(asNext(folder, file, { trustProxy: true }), look), "everybody_is_trusted"));
    const mended = runInNewContext(said.replace(/^.*export default /, ""), { openModel3D: host.model3d, toPagesHandler: (_model3d: unknown, options: object) => asNext(folder, file, options) }) as RequestListener;
    expectGone(await inNext(mended, look), "everybody_is_trusted");
  });

  it("has a Next app of init's learn its public address by the variable that it reads", async () => {
    const folder = await makeHostFolder(root(), { ...manifest("next"), "app/layout.jsx": "", ".env.local": "PUBLIC_URL=\n" });
    await executeCommand(["init", "--yes"], { environment: {}, folder, print: () => undefined, complain: () => undefined });
    const key = { environment: { MESHY_API_KEY: "msy_0123456789abcdef", MESHY_BASE_URL: "http://127.0.0.1:1" }, folder };
    const found = expectFinding(await inNext(asNext(folder, route), (url) => examine(["--url", `${url}/api/model-3d`], key)), "public_url_missing");
    await run("sh", ["-c", inWords(found).join("\n")], { cwd: folder });
    expect(parseEnv(await readFile(join(folder, ".env.local"), "utf8"))).toEqual({ PUBLIC_URL: "https://shop.example" });
  });

  it("says the line of Fastify, Hono and Nest", async () => {
    const lookIn = async (name: string, url: string) => examine(["--url", `${url}/api`], { folder: await makeHostFolder(root(), manifest(name)) });
    const asFastify = async (build: (fastify: FastifyInstance) => unknown) => {
      const fastify = Fastify({ forceCloseConnections: true });
      await build(fastify);
      const url = await fastify.listen({ port: 0, host: "127.0.0.1" });
      return lookIn("fastify", url).finally(() => fastify.close());
    };
    const guard = (fastify: FastifyInstance) => void fastify.addHook("onRequest", (_request, reply) => void reply.code(401).send("Sign in first"));
    const ofFastify = expectFinding(await asFastify(guard), "router_not_reached");
    expect(ofFastify.remedy[0]).toContain("hooks that refuse or read bodies belong into a plugin of their own");
    expectGone(await asFastify(async (fastify) => {
      await runInNewContext(`(async () => { ${inWords(ofFastify).join("\n")}\n })()`, { fastify, toFastifyPlugin, model3d: host.model3d });
      await fastify.register(async (own) => guard(own));
    }), "router_not_reached");

    const asHono = async (build: (app: Hono) => unknown) => {
      const app = new Hono();
      build(app);
      const server = await new Promise<Server>((resolve) => {
        const opened = serveHono({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () => resolve(opened as Server));
      });
      const { port } = server.address() as { port: number };
      return lookIn("hono", `http://127.0.0.1:${port}`).finally(() => (server.close(), server.closeAllConnections()));
    };
    const ofHono = expectFinding(await asHono((app) => app.use(async (context) => context.text("Sign in first", 401))), "router_not_reached");
    expectGone(await asHono((app) => {
      runInNewContext(inWords(ofHono).join("\n"), { app, toHonoHandler, model3d: host.model3d });
      app.use(async (context) => context.text("Sign in first", 401));
    }), "router_not_reached");

    const { url, stop } = await serve((_request, response) => void response.writeHead(404).end());
    const [ofNest] = inWords(expectFinding(await lookIn("@nestjs/core", url).finally(stop), "router_not_reached"));
    expect(runInNewContext(ofNest ?? "", { authenticate: null, Model3DModule: { forRoot: (options: object) => options } })).toEqual({ authenticate: null, mountPath: "/api" });
  });

  it("says the call that init has written, in an app of Express", async () => {
    const folder = await makeHostFolder(root(), { ...manifest("express"), "app.js": 'const express = require("express");\nconst app = express();\napp.get("/api/credits", (request, response) => response.json({}));\napp.listen(3000);\n' });
    await executeCommand(["init", "--yes"], { environment: {}, folder, print: () => undefined, complain: () => undefined });
    const { url, stop } = await serve((_request, response) => void response.writeHead(404).end());
    const found = expectFinding(await examine(["--url", `${url}/models`], { folder }).finally(stop), "router_not_reached");
    expect(found.remedy).toEqual(["mountModel3D(app); // before a log-in guard, a page for 404 and every other catch-all", '// in model-3d.js, at mountPath and at app.use: "/models"']);
  });
}
