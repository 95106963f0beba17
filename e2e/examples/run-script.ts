import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));

/** As a user who has installed the examples: their own tools first, and none of our export conditions. */
const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${join(EXAMPLES, "node_modules/.bin")}:${process.env.PATH}`,
  NODE_OPTIONS: "",
  NODE_ENV: "production",
  NEXT_TELEMETRY_DISABLED: "1",
  NG_CLI_ANALYTICS: "false",
  CI: "1",
});

export interface ScriptResult {
  code: number | null;
  output: string;
}

/** One of the scripts of `examples/package.json`. */
export function startScript(name: string, args: readonly string[] = [], variables: NodeJS.ProcessEnv = {}): { child: ChildProcess; ended: Promise<ScriptResult>; output: () => string } {
  const child = spawn("npm", ["run", "--silent", name, ...(args.length > 0 ? ["--", ...args] : [])], { cwd: EXAMPLES, env: { ...environment(), ...variables }, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, ended: new Promise((resolve) => child.once("close", (code) => resolve({ code, output }))) };
}

/** Ends a script with all that it has started. */
export function endScript(child: ChildProcess): void {
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
}

export async function runScript(name: string): Promise<string> {
  const { code, output } = await startScript(name).ended;
  if (code !== 0) throw new Error(`npm run ${name} ended with ${code}:\n${output}`);
  return output;
}
