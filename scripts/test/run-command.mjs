import { spawn } from "node:child_process";
import { childEnvironment, ROOT } from "../ensure-installed.mjs";

/** Runs a command; its output is shown as it comes, or, when `quiet`, in one piece at the end, so that steps side by side do not mix theirs. Gives its exit code. */
export function runCommand(command, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env: childEnvironment(env), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const show = (stream) => (chunk) => {
      if (quiet) output += chunk;
      else stream.write(chunk);
    };
    child.stdout.on("data", show(process.stdout));
    child.stderr.on("data", show(process.stderr));
    child.on("close", (code) => {
      process.stdout.write(output);
      resolve(code ?? 1);
    });
  });
}
