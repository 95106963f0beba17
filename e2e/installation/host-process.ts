import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { MeshyProviderOptions, Model3DOptions } from "@model-3d/server";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TELL_PORT = new URL("./tell-port.ts", import.meta.url).href;
/** On a busy machine, in the background, a minute is not enough. */
const START_TIMEOUT_MS = 180_000;

/** What a host's processes have in common. */
export interface HostSettings {
  databaseUrl: string;
  storageDirectory: string;
  simulatorUrl: string;
  simulatorKey: string;
  webhookSecret: string;
  /** What can be told as JSON. */
  options: Pick<Model3DOptions, "tasks" | "rateLimits" | "generation" | "batches" | "derivatives">;
  /** What the service's plan allows, and what it is to make. */
  service: Pick<MeshyProviderOptions, "limits" | "create">;
}

/** A server or a worker of a host, which can be killed and started again. */
export interface HostProcess {
  readonly name: string;
  readonly role: "server" | "worker";
  /** Where it listens since it was started last; `null` before that, and for a worker. */
  port(): number | null;
  /** Of its process; `null` while it is down. */
  pid(): number | null;
  isUp(): boolean;
  /** How often it has ended without being told to. */
  deaths(): number;
  start(): Promise<void>;
  /** As the machine losing power does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** What its objects take after all that is garbage is gone, in bytes; `null` while it is down or cannot say. */
  heap(): Promise<number | null>;
  /** The last lines that it has written. */
  output(): string;
}

const HEAP_TIMEOUT_MS = 10_000;
const MAX_OUTPUT_CHARACTERS = 20_000;

/** @param root of another version of the program. */
export function createHostProcess({ name, role, settings, root = ROOT }: { name: string; role: HostProcess["role"]; settings: HostSettings; root?: string }): HostProcess {
  let child: ChildProcess | null = null;
  let up = false;
  let port: number | null = null;
  let deaths = 0;
  let output = "";

  async function start(): Promise<void> {
    output = output.replaceAll(/^(ready|listens on \d+)$/gm, "before: $1");
    const started = spawn(process.execPath, ["--expose-gc", "--conditions=model-3d-source", "--disable-warning=ExperimentalWarning", "--import", TELL_PORT, "e2e/installation/run-host.ts"], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, HOST_SETTINGS: JSON.stringify(settings), PORT: "0", ROLE: role, ...(process.env.LOG_LEVEL ? { LOG_LEVEL: process.env.LOG_LEVEL } : {}) },
      stdio: ["pipe", "pipe", "pipe", "ipc"],
    });
    child = started;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} did not start:\n${output}`)), START_TIMEOUT_MS);
      const hear = (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-MAX_OUTPUT_CHARACTERS);
        if (!/^ready$/m.test(output)) return;
        clearTimeout(timer);
        port = role === "server" ? Number(/^listens on (\d+)$/m.exec(output)?.[1]) : null;
        up = true;
        resolve();
      };
      started.stdout?.on("data", hear);
      started.stderr?.on("data", hear);
      started.once("error", reject);
      started.once("exit", () => {
        clearTimeout(timer);
        if (child === started && up) deaths += 1;
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
  }

  async function heap(): Promise<number | null> {
    const asked = child;
    if (!up || !asked?.connected) return null;
    return new Promise((resolve) => {
      const end = (bytes: unknown) => {
        clearTimeout(timer);
        asked.off("message", end);
        resolve(typeof bytes === "number" ? bytes : null);
      };
      const timer = setTimeout(end, HEAP_TIMEOUT_MS, null);
      asked.on("message", end);
      asked.send("heap", (error) => error && end(null));
    });
  }

  return { name, role, heap, port: () => port, pid: () => (up ? (child?.pid ?? null) : null), isUp: () => up, deaths: () => deaths, start, kill: () => end("SIGKILL"), stop: () => end("SIGTERM"), output: () => output };
}
