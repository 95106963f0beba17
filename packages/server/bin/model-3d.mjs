#!/usr/bin/env node
// An installed package is built; a checkout runs its sources, which need the condition by which packages find one another's.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

if (import.meta.url.includes("/node_modules/")) {
  await import("../dist/command/run-command.js");
} else {
  const source = fileURLToPath(new URL("../src/command/run-command.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=model-3d-source", source, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => (process.exitCode = code ?? 1));
}
