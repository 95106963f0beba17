import { parseArgs } from "node:util";
import { FAULT_NAMES, FAULTS, isFaultName, type FaultName } from "../faults/faults.ts";
import { MESHY_SIMULATOR_DEFAULTS, resolveMeshySimulatorOptions, type MeshySimulatorOptions } from "../meshy-simulator-options.ts";

export type ParsedCommand = { kind: "run"; options: MeshySimulatorOptions } | { kind: "help" } | { kind: "mistake"; message: string };

const DEFAULT_PORT = 4010;
const DEFAULT_SPEED = 60;
const HOUR_MS = 60 * 60_000;
const DEFAULT_LIFE_HOURS = MESHY_SIMULATOR_DEFAULTS.fileLifeMs / HOUR_MS;

const FLAGS = {
  port: { type: "string", default: String(DEFAULT_PORT) },
  host: { type: "string", default: MESHY_SIMULATOR_DEFAULTS.host },
  "public-url": { type: "string" },
  key: { type: "string", multiple: true },
  seed: { type: "string" },
  speed: { type: "string", default: String(DEFAULT_SPEED) },
  balance: { type: "string", default: String(MESHY_SIMULATOR_DEFAULTS.balance) },
  "file-life-hours": { type: "string", default: String(DEFAULT_LIFE_HOURS) },
  webhook: { type: "string", multiple: true },
  "webhook-secret": { type: "string", multiple: true },
  fault: { type: "string", multiple: true },
  quiet: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

export const HELP = `meshy-simulator: a local server that behaves like Meshy's multi-image to 3D API

  meshy-simulator --port 4010 --speed 60 --webhook http://127.0.0.1:3000/api/webhooks/meshy --webhook-secret s

  --port <n>              port to listen on; 0 takes a free one (default ${DEFAULT_PORT})
  --host <name>           address to listen on (default ${MESHY_SIMULATOR_DEFAULTS.host})
  --public-url <url>      origin in the links to files, if it is reached by another than its own
  --key <key>             API key that is accepted; may be repeated (default ${MESHY_SIMULATOR_DEFAULTS.apiKeys.join(", ")})
  --seed <n>              every id, duration and random fault follows from it (default: another each time, printed)
  --speed <n>             divides Meshy's durations; 1 is Meshy's own pace, about 4 minutes a task (default ${DEFAULT_SPEED})
  --balance <n>           Meshy credits at the start (default ${MESHY_SIMULATOR_DEFAULTS.balance})
  --file-life-hours <n>   how long files and tasks live after the end (default ${DEFAULT_LIFE_HOURS})
  --webhook <url>         told of every update of every task; may be repeated, at most five
  --webhook-secret <s>    one for each --webhook, in the same order
  --fault <name>=<p>      a fault that happens at random with probability p, 0 to 1; may be repeated
  --quiet                 print the address, key and seed only
  --help                  this text

Faults:
${FAULT_NAMES.map((name) => `  ${name.padEnd(28)}${FAULTS[name].text}`).join("\n")}
`;

/** Reads the command line. `drawSeed` is asked when none is given. */
export function parseCommand(args: readonly string[], drawSeed: () => number): ParsedCommand {
  try {
    const { values } = parseArgs({ args: [...args], options: FLAGS, strict: true, allowPositionals: false });
    if (values.help) return { kind: "help" };
    const urls = values.webhook ?? [];
    const secrets = values["webhook-secret"] ?? [];
    if (urls.length !== secrets.length) throw new RangeError(`Each --webhook needs a --webhook-secret: there are ${urls.length} and ${secrets.length}.`);
    const options: MeshySimulatorOptions = {
      port: number("port", values.port),
      host: values.host,
      publicUrl: values["public-url"]?.replace(/\/+$/, ""),
      apiKeys: values.key,
      seed: values.seed === undefined ? drawSeed() : number("seed", values.seed),
      speed: number("speed", values.speed),
      balance: number("balance", values.balance),
      fileLifeMs: number("file-life-hours", values["file-life-hours"]) * HOUR_MS,
      webhooks: urls.map((url, i) => ({ url, secret: secrets[i] ?? "" })),
      faults: Object.fromEntries((values.fault ?? []).map(parseFault)),
      log: values.quiet ? undefined : (line) => console.log(line),
    };
    resolveMeshySimulatorOptions(options);
    return { kind: "run", options };
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return { kind: "mistake", message: error.message };
    throw error;
  }
}

function number(name: string, text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new RangeError(`--${name} must be a number, not ${text || "nothing"}.`);
  return Number(text);
}

function parseFault(text: string): [FaultName, number] {
  const [name = "", probability = "", ...rest] = text.split("=");
  if (!isFaultName(name)) throw new RangeError(`There is no fault called ${name || "nothing"}. --help names them all.`);
  if (!/^\d*\.?\d+$/.test(probability) || rest.length > 0) throw new RangeError(`--fault ${name} needs a probability, as in --fault ${name}=0.1.`);
  return [name, Number(probability)];
}
