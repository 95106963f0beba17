import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const START_TIMEOUT_MS = 60_000;

/** A process of the storm that can be killed and started again. */
export interface StormProcess {
  readonly name: string;
  /** Where it listens; 0 for a worker. */
  readonly port: number;
  isUp(): boolean;
  start(): Promise<void>;
  /** As the machine losing power does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** The last lines that it has written. */
  output(): string;
}

const MAX_OUTPUT_CHARACTERS = 20_000;

export function createStormProcess({ name, port, env }: { name: string; port: number; env: Record<string, string> }): StormProcess {
  let child: ChildProcess | null = null;
  let up = false;
  let output = "";

  async function start(): Promise<void> {
    const started = spawn(process.execPath, ["--conditions=model-3d-source", "--disable-warning=ExperimentalWarning", "e2e/storm/storm-host.ts"], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, PORT: String(port), ROLE: port === 0 ? "worker" : "server" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    child = started;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} did not start:\n${output}`)), START_TIMEOUT_MS);
      const hear = (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-MAX_OUTPUT_CHARACTERS);
        if (!output.includes("ready")) return;
        clearTimeout(timer);
        up = true;
        resolve();
      };
      started.stdout.on("data", hear);
      started.stderr.on("data", hear);
      started.once("error", reject);
      started.once("exit", () => {
        clearTimeout(timer);
        if (child === started) up = false;
        reject(new Error(`${name} ended:\n${output}`));
      });
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    up = false;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const exited = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill(signal);
    await exited;
    output = output.replaceAll("ready", "was ready");
  }

  return { name, port, isUp: () => up, start, kill: () => end("SIGKILL"), stop: () => end("SIGTERM"), output: () => output };
}
