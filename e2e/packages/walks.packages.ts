import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "@model-3d/test-utils/database";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { openBrowser, openPage } from "../open-browser.ts";
import { makeFirstModel } from "../take-walk.ts";
import { WalkStopwatch } from "./walk-stopwatch.ts";

const run = promisify(execFile);
/** Next compiles a page when it is first asked for, on a machine that may be busy with other things. */
const WAIT_MS = 300_000;
const LONGEST_S = 600;
const MOST_OWN_LINES = 20;

interface Walk {
  framework: string;
  /** What the stranger has written before: an app that knows nothing of us. */
  own: (port: number) => Record<string, string>;
  install: string[];
  script: [name: string, command: (port: number) => string];
  environmentFile: string;
  health: string;
  page: string;
}

const WALKS: Walk[] = [
  {
    framework: "Express",
    own: (port) => ({ "index.js": `const express = require("express");\n\nconst app = express();\napp.use(express.json());\napp.get("/", (request, response) => response.send("The shop"));\napp.listen(${port}, () => console.log("http://localhost:${port}"));\n` }),
    install: ["express"],
    script: ["start", () => "node index.js"],
    environmentFile: ".env",
    health: "/api/health",
    page: "/model-3d.html",
  },
  {
    framework: "Next",
    own: () => ({
      "app/layout.jsx": 'export const metadata = { title: "The shop" };\n\nexport default function Layout({ children }) {\n  return <html lang="en"><body>{children}</body></html>;\n}\n',
      "app/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1" /></svg>\n',
      "app/page.jsx": "export default function Page() {\n  return <h1>The shop</h1>;\n}\n",
    }),
    install: ["next@16", "react@19", "react-dom@19"],
    script: ["dev", (port) => `next dev --hostname localhost --port ${port}`],
    environmentFile: ".env.local",
    health: "/api/model-3d/health",
    page: "/model-3d",
  },
];

/** A stranger's shell: nothing of the project's but its Node, which may be newer than the machine's own. */
const environment = () => ({ ...process.env, PATH: `${dirname(inject("nodes")["22"] ?? "")}:${process.env.PATH}`, NODE_OPTIONS: "", NODE_ENV: "", npm_config_update_notifier: "false", NEXT_TELEMETRY_DISABLED: "1" });

describe("a stranger's walk, from an empty app to the first model in the page, with the packages as they are published", () => {
  let browser: Browser;
  let folder: string;
  let app: ChildProcess | null = null;

  beforeAll(async () => {
    browser = await openBrowser();
  });

  afterEach(async () => {
    if (app?.pid !== undefined && app.exitCode === null) {
      const closed = once(app, "close");
      process.kill(-app.pid, "SIGTERM");
      await closed;
    }
    app = null;
    await rm(folder, { recursive: true, force: true });
  });

  afterAll(() => browser.close());

  it.each(WALKS)("$framework: in less than ten minutes, with less than 20 lines of one's own", { timeout: LONGEST_S * 2_000 }, async ({ framework, own, install, script: [script, command], environmentFile, health, page: path }) => {
    const stopwatch = new WalkStopwatch();
    folder = await mkdtemp(join(tmpdir(), `model-3d-walk-${framework.toLowerCase()}-`));
    const port = await freePort();
    const inFolder = (name: string, ...args: string[]) => run(name, args, { cwd: folder, env: environment() });
    const written = own(port);

    await inFolder("npm", "init", "--yes");
    // As `init` says where it is there: in an app that is CommonJS by its package.json, Next refuses pages with `import` and `export`.
    if (framework === "Next") await inFolder("npm", "pkg", "delete", "type");
    await inFolder("npm", "pkg", "set", `scripts.${script}=${command(port)}`);
    await inFolder("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", ...install);
    for (const [file, text] of Object.entries(written)) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    stopwatch.note(`the empty app of ${framework}`);

    // Of all that a registry would hold, what is asked for is the server and the elements; npm finds the others beside them.
    await inFolder("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", ...Object.values(inject("packed")));
    stopwatch.note("npm install of the packages");

    const { stdout } = await inFolder("npx", "--no-install", "model-3d", "init", "--yes");
    expect(stdout).toContain(environmentFile);
    stopwatch.note("npx model-3d init --yes");

    await cp(join(folder, ".env.example"), join(folder, environmentFile));
    app = spawn("npm", ["run", script], { cwd: folder, env: environment(), stdio: ["ignore", "pipe", "pipe"], detached: true });
    let output = "";
    for (const stream of [app.stdout, app.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const origin = `http://localhost:${port}`;
    const state = async () => (await fetch(origin + health).catch(() => null))?.status ?? `no answer; it says:\n${output}`;
    await expect.poll(state, { timeout: WAIT_MS, interval: 200 }).toBe(200);
    stopwatch.note(`cp .env.example ${environmentFile}, npm run ${script} until ${health} is well`);

    const { page, troubles } = await openPage(browser, origin + path);
    page.setDefaultTimeout(WAIT_MS);
    const viewer = await makeFirstModel(page, { onSubmit: () => void stopwatch.note("four photos uploaded, the cost confirmed") });
    const seconds = stopwatch.note("the model is in the page");
    console.log(`${framework}, by the clock:\n${stopwatch.told()}`);
    expect(await viewer.count()).toBe(1);
    expect(troubles).toEqual([]);
    expect(seconds).toBeLessThan(LONGEST_S);
    await page.context().close();

    // What `init` has printed to be done next is done to the letter, but for the port, which it cannot know of every app.
    const [, doctor = ""] = /npx (model-3d doctor .*)/.exec(stdout) ?? [];
    const { stdout: judged } = await inFolder("npx", "--no-install", ...doctor.replace(/localhost:\d+/g, `localhost:${port}`).split(" "));
    expect(doctor).toContain(health.replace("/health", ""));
    expect(judged).toContain("Nothing is broken");

    const ownLines = Object.values(written).flatMap((text) => text.split("\n")).filter((line) => line.trim() !== "");
    expect(ownLines.length).toBeLessThan(MOST_OWN_LINES);
    // What is not the stranger's was made by npm, the framework or `init`, and has not been touched since.
    for (const [file, text] of Object.entries(written)) {
      const after = await readFile(join(folder, file), "utf8");
      for (const line of text.split("\n")) expect(after).toContain(line);
    }
    expect(await readdir(folder)).toContain("model-3d.js");
  });
});
