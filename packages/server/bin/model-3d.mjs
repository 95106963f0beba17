#!/usr/bin/env node
// An installed package is built; a checkout runs its sources, which need the condition by which packages find one another's.
import { spawn } from "node:child_process";
import module from "node:module";
import { fileURLToPath } from "node:url";

// Before anything is loaded that an older one cannot read.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`model-3d needs Node 22.18 or newer; this is ${process.version} (nvm install 22).`);
  process.exit(1);
}

// What is compiled once is kept, in the system's folder for temporary files: a file is converted in less time than it takes to compile what does it.
module.enableCompileCache();

if (import.meta.url.includes("/node_modules/")) {
  await import("../dist/command/run-command.js");
} else {
  const source = fileURLToPath(new URL("../src/command/run-command.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=model-3d-source", source, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => (process.exitCode = code ?? 1));
}
