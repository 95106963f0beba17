// `npm start`: installs what is missing, builds the pages, and runs the demo until Ctrl-C.
import { spawn } from "node:child_process";
import { childEnvironment, ensureInstalled, NODE, ROOT, SOURCE_CONDITION } from "./ensure-installed.mjs";

ensureInstalled();
const { ensureDemoBundle } = await import("./build-demo.mjs");
ensureDemoBundle();

const demo = spawn(NODE, [SOURCE_CONDITION, "--disable-warning=ExperimentalWarning", "demo/main.ts"], { cwd: ROOT, env: childEnvironment({ NODE_ENV: process.env.NODE_ENV ?? "production" }), stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    // Ctrl-C reaches the demo by itself, since it shares the terminal; other signals come to this process only.
    if (signal !== "SIGINT" || !process.stdin.isTTY) demo.kill("SIGTERM");
  });
}
// npm's shell dies of a signal without passing it on; nobody would be left to end the demo.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) demo.kill("SIGTERM");
}, 500).unref();
demo.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 0)));
