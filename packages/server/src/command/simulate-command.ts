import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { VERSION } from "../version.ts";
import type { Command, CommandCall } from "./command.ts";
import { CommandFailure } from "./command-failure.ts";

const PACKAGE = "@model-3d/meshy-simulator";
const OWN = ["json", "install"];
const FIRST_LINES = /Meshy is simulated at (\S+)\n\s+key\s+(\S+)\n\s+seed\s+(\d+)\n\s+user\s+(\S+)/;

interface SimulateAnswer {
  url: string;
  key: string;
  seed: number;
  environment: Readonly<Record<string, string>>;
}

/** The simulator's command in the project; null where it is not installed. */
function findProgram(folder: string): string | null {
  try {
    return join(dirname(createRequire(join(folder, "package.json")).resolve(`${PACKAGE}/package.json`)), "bin/meshy-simulator.mjs");
  } catch {
    return null;
  }
}

/** Asks npm for the package: it is no dependency, since no server needs it at work. */
async function install({ folder, environment }: CommandCall): Promise<void> {
  const child = spawn("npm", ["install", "--save-dev", `${PACKAGE}@${VERSION}`], { cwd: folder, env: environment, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "close");
  if (code !== 0) throw new CommandFailure("failed", `npm could not install ${PACKAGE}@${VERSION}; what it said is above.`);
}

function argumentsOf(call: CommandCall): string[] {
  return Object.keys(simulateCommand.flags).flatMap((name) => {
    const value = call.flag(name);
    if (value === undefined || OWN.includes(name)) return [];
    return value === true ? [`--${name}`] : [`--${name}`, value];
  });
}

/** Resolves with what the simulator says of itself. @throws CommandFailure with its own words where it does not start. */
async function hearFirstLines(child: ChildProcess, call: CommandCall): Promise<SimulateAnswer> {
  let [told, complained] = ["", ""];
  child.stderr?.on("data", (part: Buffer) => (complained += part.toString()));
  return new Promise((resolve, reject) => {
    let isUp = false;
    child.stdout?.on("data", (part: Buffer) => {
      if (isUp) return call.show(part.toString().trimEnd());
      told += part.toString();
      const [, url, key, seed] = FIRST_LINES.exec(told) ?? [];
      if (!url || !key) return;
      isUp = true;
      const secret = call.flag("webhook-secret");
      resolve({ url, key, seed: Number(seed), environment: { MESHY_BASE_URL: url, MESHY_API_KEY: key, ...(typeof secret === "string" ? { MESHY_WEBHOOK_SECRET: secret } : {}) } });
    });
    child.once("close", () => reject(new CommandFailure("failed", complained.trim().split("\n")[0] || "The simulator has ended.")));
  });
}

/** A Meshy on this machine, without an account: the same answers, webhooks and files, its faults by switch. */
export const simulateCommand: Command<SimulateAnswer> = {
  name: "simulate",
  summary: "run a Meshy on this machine, without an account; until it is stopped",
  example: "simulate --webhook http://127.0.0.1:3000/api/webhooks/meshy --webhook-secret whs_0123456789",
  changes: "nothing; with --install, the project's package.json and node_modules",
  broken: "the simulator is not installed, or does not start; one line on stderr says why",
  positionals: [],
  needsDatabase: false,
  flags: {
    port: { value: "n", help: "to listen on; 0 takes a free one (default 4010)" },
    speed: { value: "n", help: "divides Meshy's durations; 1 is Meshy's own pace, about 4 minutes a model (default 60)" },
    seed: { value: "n", help: "every id, duration and random fault follows from it" },
    balance: { value: "n", help: "Meshy credits at the start (default 10000)" },
    webhook: { value: "address", help: "told of every update of every task" },
    "webhook-secret": { value: "text", help: "of the webhook" },
    fault: { value: "name=p", help: "a fault that happens at random with probability p; meshy-simulator --help names them" },
    install: { help: "have npm install the simulator into this project first, where it is not there" },
  },
  answer: {
    url: "where Meshy is simulated",
    key: "the API key that it takes",
    seed: "by which everything can be repeated",
    environment: "variables for your server",
  },
  async run(call) {
    let program = findProgram(call.folder);
    if (program === null && call.flag("install")) {
      await install(call);
      program = findProgram(call.folder);
    }
    if (program === null) throw new CommandFailure("not_found", `The simulator is a package of its own, which is not installed here. Run: npm install --save-dev ${PACKAGE}@${VERSION}, or give --install.`);
    const child = spawn(process.execPath, [program, ...argumentsOf(call)], { stdio: ["ignore", "pipe", "pipe"] });
    call.stopped?.addEventListener("abort", () => child.kill("SIGTERM"));
    const ended = once(child, "close");
    const answer = await hearFirstLines(child, call);
    call.stay(ended);
    return answer;
  },
  *say({ url, key, seed, environment }) {
    yield `Meshy is simulated at ${url}`;
    yield `  key   ${key}`;
    yield `  seed  ${seed}`;
    yield "Start your server with:";
    yield `  ${Object.entries(environment).map(([name, value]) => `${name}=${value}`).join(" ")}`;
  },
};
