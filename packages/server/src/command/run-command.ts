import { createInterface } from "node:readline/promises";
import { executeCommand } from "./execute-command.ts";

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    stopping.abort();
    // A command that does not go on until it is stopped ends at once, as without us.
    process.kill(process.pid, signal);
  });
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return lines.question(question).finally(() => lines.close());
}

process.exitCode = await executeCommand(process.argv.slice(2), { environment: process.env, print: (line) => console.log(line), complain: (line) => console.error(line), stopped: stopping.signal, ...(process.stdin.isTTY ? { ask } : {}) });
