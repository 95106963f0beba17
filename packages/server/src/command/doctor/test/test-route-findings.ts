import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import express, { type Express } from "express";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestHost, type TestHost } from "../../../../test/start-test-host.ts";
import { examine, expectFinding, expectGone, runRemedy, type Examined } from "./examine.ts";
import { serve } from "./serve.ts";

const run = promisify(execFile);
/** Where a remedy of a route says that the router is to be from then on. */
const placeIn = (line = "") => /^app\.use\("([^"]+)"/.exec(line)?.[1] ?? "";

/** Routes of a host's where ours are, wrong and mended. @param folder of the test, once it is there. */
export function testRouteFindings(folder: () => string): void {
  let host: TestHost;
  let project: string;
  beforeAll(async () => {
    host = await startTestHost({ withoutWorkers: true });
    project = join(folder(), "with-routes");
    await mkdir(project);
    await writeFile(join(project, "package.json"), '{ "name": "shop" }');
  });
  afterAll(() => host.stop());

  async function inApp(build: (app: Express) => void, look: (url: string) => Promise<Examined>): Promise<Examined> {
    const app = express();
    build(app);
    const { url, stop } = await serve(app);
    return look(url).finally(stop);
  }
  const look = (path: string, surroundings = {}) => (url: string) => examine(["--url", `${url}${path}`], surroundings);
  const mount = (app: Express) => void app.use("/api", host.model3d.router);
  /** Runs the code of `server.js` as it lies in the project's folder. */
  const fromFile = async (source: string) => {
    await writeFile(join(project, "server.js"), source);
    return (app: Express) => void runInNewContext(source.replace(/^import.*$/gm, ""), { app, express, model3d: host.model3d });
  };

  it("finds what answers in our place, whatever it says, and mounted where the remedy says the router has that path too", async () => {
    const wrong: ((app: Express) => void)[] = [
      (app) => app.get("/api/credits", (_request, response) => void response.json({ credits: 3 })),
      (app) => app.all("/api/generation-batches{/*rest}", (_request, response) => void response.status(401).send("Sign in first")),
      (app) => app.use("/api/model-files", express.static(folder())).use("/api/model-files", (_request, response) => void response.status(404).send("No such file")),
    ];
    for (const build of wrong) {
      const found = expectFinding(await inApp((app) => (build(app), mount(app)), look("/api")), "route_taken");
      expect(found.what).toMatch(/^\/api\/(credits answers 200 application\/json|generation-batches answers 401 text\/html|model-files\/\S+ answers 404 text\/html)/);
      const path = placeIn(found.remedy[0]);
      expect(path).toBe("/api/model-3d");
      expectGone(await inApp((app) => (runRemedy(found, { app, model3d: host.model3d }), build(app)), look(path)), "route_taken");
    }
  });

  it("is content with a guard of the host's before all but what anybody may ask", async () => {
    const guarded = await inApp((app) => void app.use("/api", (request, response, next) => (/^\/(?:health|openapi\.json|webhooks)/.test(request.path) ? next() : void response.status(401).send("Sign in first"))).use("/api", host.model3d.router), look("/api"));
    expect(guarded.checks.find(({ name }) => name === "routes")).toMatchObject({ state: "well", note: expect.stringMatching(/^\d\d paths below http/) });
  });

  it("finds, in a folder of Next, the host's own route that Next prefers, and the command moves it away", async () => {
    const next = join(folder(), "of-next");
    for (const path of ["app/api/credits", "app/api/[...path]", "app/api/orders"]) await mkdir(join(next, path), { recursive: true });
    // As Next does it: a folder of that name comes first, and the rest is for `[...path]`.
    const asNext = (app: Express) => app.use("/api", (request, response, goOn) => (existsSync(join(next, "app/api", request.path)) ? void response.send("a page") : goOn())).use("/api", host.model3d.router);
    const found = expectFinding(await inApp(asNext, look("/api", { folder: next })), "route_taken");
    expect(found.remedy).toEqual(['mkdir -p "app/api/own" && mv "app/api/credits" "app/api/own/credits" # its address is /api/own/credits then']);
    await run("sh", ["-c", found.remedy.join("\n")], { cwd: next });
    expectGone(await inApp(asNext, look("/api", { folder: next })), "route_taken");
  });

  it("finds in the code a route that model-3d hides, also below a router of the host's own, and nothing else", async () => {
    const own = 'app.get("/api/credits", (request, response) => response.json({ credits: 3 }));\napp.get("/health", (request, response) => response.send("ok"));\n';
    const before = await fromFile(`import express from "express";\napp.use("/api", model3d.router);\n${own}`);
    const found = expectFinding(await inApp(before, look("/api", { folder: project })), "route_hidden");
    expect(found.what).toBe("Your code has routes where model-3d has some too: /api/credits (server.js).");
    const after = await fromFile(`import express from "express";\n${found.remedy.join("\n")}\n${own}`);
    expectGone(await inApp(after, look(placeIn(found.remedy[0]), { folder: project })), "route_hidden");
    const below = await fromFile('import express from "express";\napp.use("/api", model3d.router);\nconst routes = express.Router();\nroutes.get("/credits/ledger", (request, response) => response.json([]));\napp.use("/api", routes);\n');
    expect(expectFinding(await inApp(below, look("/api", { folder: project })), "route_hidden").what).toContain("/credits/ledger (server.js)");
    // A page asks for the address, and is no route.
    await writeFile(join(project, "server.js"), 'import axios from "axios";\nawait axios.get("/api/credits");\n');
    expectGone(await inApp(mount, look("/api", { folder: project })), "route_hidden");
  });

  it("finds a router that is mounted twice, at two places or at one, and once the line that it names is taken out there is one", async () => {
    for (const [lines, path] of [
      [['app.use("/v2", model3d.router);', 'app.use("/api", model3d.router);'], "/v2"],
      [['app.use("/api", model3d.router);', 'app.use("/api", express.json(), model3d.router);'], "/api"],
    ] as const) {
      const found = expectFinding(await inApp(await fromFile(["", ...lines].join("\n")), look("/api", { folder: project })), "mounted_twice");
      expect(found.what).toContain("mounted 2 times");
      const [, line = "", text = ""] = /^\/\/ take out of server\.js, line (\d): (.*)$/.exec(found.remedy[0] ?? "") ?? [];
      expect([found.remedy.length, placeIn(text)]).toEqual([1, path]);
      const source = (await readFile(join(project, "server.js"), "utf8")).split("\n");
      expect(source.splice(Number(line) - 1, 1)).toEqual([text]);
      expectGone(await inApp(await fromFile(source.join("\n")), look("/api", { folder: project })), "mounted_twice");
    }
    // Written twice, and one of them is never run.
    expectGone(await inApp(async (app) => void (await fromFile('app.use("/api", model3d.router);\nif (false) app.use("/v2", model3d.router);\n'))(app), look("/api", { folder: project })), "mounted_twice");
  });
}
