import { randomInt } from "node:crypto";
import { startMeshySimulator } from "../start-meshy-simulator.ts";
import { HELP, parseCommand } from "./parse-command.ts";

const MAX_SEED = 1_000_000;

const command = parseCommand(process.argv.slice(2), () => randomInt(MAX_SEED));
if (command.kind === "help") {
  console.log(HELP);
} else if (command.kind === "mistake") {
  console.error(`${command.message}\nTry meshy-simulator --help.`);
  process.exitCode = 2;
} else {
  await run();
}

async function run(): Promise<void> {
  if (command.kind !== "run") return;
  try {
    const simulator = await startMeshySimulator(command.options);
    console.log(`Meshy is simulated at ${simulator.url}\n  key   ${simulator.apiKey}\n  seed  ${simulator.seed}\n  user  ${simulator.userId}`);
    const stop = (): void => void simulator.close().then(() => process.exit(0));
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  } catch (error) {
    const isPortTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    console.error(isPortTaken ? `Port ${command.options.port} is taken. Choose another with --port.` : error);
    process.exitCode = 1;
  }
}
