import { spawn } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";

export interface ProcessFigures {
  ms: number;
  /** Of the processor: what else the machine does is in it least of all. */
  cpuMs: number;
  peakMb: number;
}

/** What takes longer is given up. */
export const MOST_MS = 240_000;

/** A whole process, from its start to its end: its time, that of the processor, and the most memory that it had. `compiled` is a folder that keeps what was compiled once, as the command `model-3d` does. */
export function measureProcess(command: string, args: readonly string[], compiled: string): Promise<ProcessFigures> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
    const child = spawn("/usr/bin/time", ["-f", "took %U %S %M", "timeout", String(MOST_MS / 1000), command, ...args], { stdio: ["ignore", "ignore", "pipe"], env });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      const [, user, system, peak] = /took ([\d.]+) ([\d.]+) (\d+)/.exec(said) ?? [];
      if (code === 0 && peak) resolve({ ms: performance.now() - started, cpuMs: 1000 * (Number(user) + Number(system)), peakMb: Number(peak) / 1024 });
      else reject(new Error(`${command} ended with ${code}: ${said.slice(-300)}`));
    });
  });
}

/** A program of this folder as one file of JavaScript, as an installed package is: what it takes to strip types is no part of a conversion. */
export async function bundleProgram(entry: string, folder: string): Promise<string> {
  const outfile = join(folder, entry.replace(/\.ts$/, ".mjs"));
  await build({ entryPoints: [join(import.meta.dirname, entry)], outfile, bundle: true, platform: "node", format: "esm", conditions: ["model-3d-source"], logLevel: "error" });
  return outfile;
}
