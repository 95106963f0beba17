import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const START_TIMEOUT_MS = 90_000;

export interface Demo {
  readonly url: string;
  /** The demo's own process. */
  readonly process: ChildProcess;
  readonly dataDirectory: string;
  /** All that it has printed. */
  output(): string;
  /** As Ctrl-C does; the exit code. */
  stop(): Promise<number | null>;
  /** As the machine losing power does. */
  kill(): Promise<void>;
  /** Starts again on the same data; with `samePort` where pages of before find it. */
  restart(options?: { samePort?: boolean }): Promise<Demo>;
  storedFiles(): Promise<string[]>;
  remove(): Promise<void>;
}

export interface DemoOptions {
  databaseUrl?: string;
  dataDirectory?: string;
  /** Another host than the demo's own. */
  main?: string;
  /** More variables. */
  env?: Readonly<Record<string, string>>;
}

/** Runs the demo as `npm start` does, on a free port, with data of its own. */
export async function startDemo({ databaseUrl, dataDirectory, main = "demo/main.ts", env = {} }: DemoOptions = {}): Promise<Demo> {
  const data = dataDirectory ?? (await mkdtemp(join(tmpdir(), "model-3d-e2e-")));
  const child = spawn(process.execPath, ["--conditions=model-3d-source", "--disable-warning=ExperimentalWarning", main], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: "0", DATA_DIR: data, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The demo did not start:\n${output}`)), START_TIMEOUT_MS);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const found = /model-3d is running: (\S+)/.exec(output);
      if (!found?.[1]) return;
      clearTimeout(timer);
      resolve(found[1]);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    void exited.then(() => reject(new Error(`The demo ended:\n${output}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  return {
    url,
    process: child,
    dataDirectory: data,
    output: () => output,
    stop: () => end("SIGINT"),
    async kill() {
      await end("SIGKILL");
    },
    restart: ({ samePort = false } = {}) => startDemo({ ...(databaseUrl ? { databaseUrl } : {}), dataDirectory: data, main, env: { ...env, ...(samePort ? { PORT: new URL(url).port } : {}) } }),
    async storedFiles() {
      const entries = await readdir(join(data, "files"), { recursive: true, withFileTypes: true }).catch(() => []);
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    },
    async remove() {
      await end("SIGINT");
      await rm(data, { recursive: true, force: true });
    },
  };
}
