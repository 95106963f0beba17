import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENDPOINTS } from "../router.ts";
import { executeCommand } from "./execute-command.ts";
import { makeHostFolder } from "./test/make-host-folder.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
/** The host's own, which `init` keeps: it tells in which order the app's parts are asked, and nothing has to be made. */
const OWN_MODULE = `module.exports.mountModel3D = (app) => app.use((request, response, next) => (request.seen = [...(request.seen ?? []), request.user ? "router, signed in" : "router"], next()));\n`;
const END = `app.get("/", (request, response) => response.send(JSON.stringify([request.seen, (function () { return this === undefined; })()])));
const server = app.listen(0, "127.0.0.1", async () => {
  console.log(await (await fetch("http://127.0.0.1:" + server.address().port + "/")).text());
  server.close();
});
`;
const USERS = `exports.loadUser = exports.whoIsIt = (request, response, next) => ((request.user = { id: "1" }), next());\n`;
const PLAIN_PARSER = "app.use(express.json());\n";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "model-3d-places-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function init(files: Record<string, string>, ...words: string[]): Promise<{ folder: string; out: string; answer: { notes: string[] } }> {
  const folder = await makeHostFolder(root, { "package.json": '{"dependencies":{"express":"5"}}', "model-3d.js": OWN_MODULE, "users.js": USERS, ...files });
  const run = async (...flags: string[]) => {
    const out: string[] = [];
    expect(await executeCommand(["init", ...flags, ...words], { environment: {}, folder, print: (line) => out.push(line), complain: (line) => out.push(line) }), out.join("\n")).toBe(0);
    return out.join("\n");
  };
  const answer = JSON.parse(await run("--dry-run", "--json")) as { notes: string[] };
  return { folder, answer, out: await run("--yes") };
}

/** Starts `app.js` and asks it once. @returns what it says: who was asked in which order, and whether it runs in strict mode. */
async function ask(folder: string): Promise<unknown> {
  await mkdir(join(folder, "node_modules"));
  await symlink(join(ROOT, "node_modules/express"), join(folder, "node_modules/express"));
  const { stdout } = await promisify(execFile)(process.execPath, ["app.js"], { cwd: folder, timeout: 30_000 });
  return JSON.parse(stdout);
}

describe("where model-3d init puts its two lines", () => {
  it.each([
    ["a require after the app is made", `const express = require("express");\nconst app = express();\n${PLAIN_PARSER}const users = require("./users");\n${END}`, ["router"], false],
    ["a list of requires", `"use strict";\nconst express = require("express"),\n  path = require("node:path");\nconst app = express();\n${END}`, ["router"], true],
    ["no line of its own for the import", `// @ts-check\n"use strict";\nvar { default: express } = { default: require("express") };\nvar app = express();\n${END}`, ["router"], true],
    ["an import in a comment", `const express = require("express");\n/*\nconst other = require("other");\n*/\nconst app = express();\n${END}`, ["router"], false],
    ["a log-in by its name", `const express = require("express");\nconst { loadUser } = require("./users");\nconst app = express();\napp.use(express.static("public"));\napp.use(loadUser);\n${PLAIN_PARSER}${END}`, ["router, signed in"], false],
    ["a log-in that sets the user", `const express = require("express");\nconst app = express();\napp.use((request, response, next) => {\n  request.user = { id: "1" };\n  next();\n});\n${PLAIN_PARSER}${END}`, ["router, signed in"], false],
    ["a log-in that is written below", `const express = require("express");\nconst app = express();\napp.use(who);\n${PLAIN_PARSER}${END}\nfunction who(req, res, next) {\n  req.user = { id: "1" };\n  next();\n}\n`, ["router, signed in"], false],
  ])("starts an app with %s", async (_case, app, seen, isStrict) => {
    const { folder, answer } = await init({ "app.js": app });
    expect(answer.notes).toEqual([]);
    expect(await ask(folder)).toEqual([seen, isStrict]);
  });

  it("says which of the app's parts it does not know, before it asks", async () => {
    const { folder, out, answer } = await init({ "app.js": `const express = require("express");\nconst { whoIsIt } = require("./users");\nconst app = express();\napp.use(whoIsIt);\n${PLAIN_PARSER}${END}` });
    expect(answer.notes).toEqual(["mountModel3D(app) stands before `app.use(whoIsIt)`. If that is your log-in, move the line behind it, or nobody will be signed in."]);
    expect(out.indexOf(`Note: ${answer.notes[0]}`)).toBeLessThan(out.indexOf("changed  app.js"));
    expect(out).toMatch(/Next:\n[^]*mountModel3D\(app\) stands before/);
    expect(await ask(folder)).toEqual([["router"], false]);
    expect(await readFile(join(folder, "app.js"), "utf8")).toContain("const app = express();\nmountModel3D(app);\napp.use(whoIsIt);");
  });

  it("says which routes of the host's both would have, and which path has none", async () => {
    const app = `const express = require("express");\nconst app = express();\napp.use("/api", require("./routes"));\napp.get("/api/health", (q, r) => r.json({}));\napp.post("/api/webhooks/stripe", (q, r) => r.json({}));\napp.get("/api/orders", (q, r) => r.json([]));\napp.get("/api/admin/overview", (q, r) => r.json([]));\n${END}`;
    const routes = 'const router = require("express").Router();\nrouter.get("/credits", (q, r) => r.json({}));\nrouter.get("/products", (q, r) => r.json([]));\nmodule.exports = router;\n';
    const files = { "package.json": '{"dependencies":{"express":"5"},"scripts":{"start":"node app.js"}}', "app.js": app, "routes.js": routes };
    const { answer } = await init(files);
    expect(answer.notes).toEqual(["model-3d is mounted first at /api, and would answer in place of these routes of yours: /api/health (app.js), /api/webhooks/stripe (app.js), /credits (routes.js). Mount it elsewhere: npx model-3d init --mount /models"]);
    expect((await init(files, "--mount", "/models")).answer.notes).toEqual([]);
  });

  it.each(ENDPOINTS.filter(({ who }) => who !== "operator").map(({ path }) => path))("knows %s for one of the router's", async (path) => {
    const { answer } = await init({ "app.js": `const express = require("express");\nconst app = express();\napp.all("/3d${path.replace(/:\w+/g, "x")}/", (q, r) => r.json({}));\n` }, "--mount", "/3d");
    expect(answer.notes).toEqual([expect.stringContaining(`in place of this route of yours: /3d${path.replace(/:\w+/g, "x")}/ (app.js)`)]);
  });
});
