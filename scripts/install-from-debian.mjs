import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** A machine that reaches no mirror learns so soon. */
const SOON = ["http", "https"].flatMap((scheme) => ["-o", `Acquire::${scheme}::Timeout=20`]);

/** Installs packages of Debian's where this account may; whoever calls it looks whether they are there. */
export function installFromDebian(what, packages) {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  console.log(`Installing ${what} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq", ...SOON], { stdio: "ignore", env });
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...SOON, ...packages], { stdio: "ignore", env });
}
