import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command, CommandCall } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";
import type { HostPlan } from "./init/open-plan.ts";
import { planExpress } from "./init/plan-express.ts";
import { planNext } from "./init/plan-next.ts";
import { readHost, type Host } from "./init/read-host.ts";
import { writeDiff } from "./init/write-diff.ts";

/** Other routes of a Next app are under `/api` too, and go before one that takes all. */
const DEFAULT_MOUNT = { express: "/api", next: "/api/model-3d" } as const;
const YES = /^y(es)?$/i;

interface InitAnswer {
  framework: Host["framework"];
  entry: string | null;
  files: readonly { path: string; change: "created" | "changed" | "kept"; diff: readonly string[] }[];
  written: boolean;
  manual: readonly string[] | null;
  notes: readonly string[];
  nextSteps: readonly string[];
}

function readMountPath(call: CommandCall): string | null {
  const text = call.flag("mount");
  if (text === undefined) return null;
  if (typeof text !== "string" || !/^(\/[\w.~-]+)+$/.test(text)) throw new CommandMistake(`--mount must be a path such as /api, without a slash at its end, not ${String(text)}.`);
  return text;
}

const describeFiles = ({ files }: HostPlan): InitAnswer["files"] => files.map(({ path, before, after }) => ({ path, change: before === null ? "created" : before === after ? "kept" : "changed", diff: writeDiff(path, before, after) }));

/** What is left to the host, in order. */
function nextStepsOf(host: Host, { notes, manual, files }: HostPlan, mountPath: string): string[] {
  const isNext = host.framework === "next";
  const module = files.map(({ path }) => path).find((path) => /(^|\/)model-3d\.\w*[jt]s$/.test(path));
  const page = `http://localhost:3000/model-3d${isNext ? "" : ".html"}`;
  return [
    ...(manual === null ? [] : [isNext ? "Paste the line above." : "Paste the lines above into the file that makes your Express app, or name it: npx model-3d init --entry <file>"]),
    "npm install",
    `cp .env.example .env${isNext ? ".local" : ""}   # what is empty may stay so: then nothing else is needed`,
    isNext ? "npm run dev" : "npm start   # or however you start it, in this folder: model-3d reads .env",
    `Open ${page} (your port in place of 3000), and give two photos or more.`,
    `npx model-3d doctor --url http://localhost:3000${mountPath} --page ${page}`,
    "The tables are made when the server starts; where its login may not: npx model-3d migrate",
    `In ${module}: say who asks, by your own log-in; then take MODEL_3D_DEMO_USER out.`,
    ...notes,
  ];
}

async function mayWrite(call: CommandCall): Promise<boolean> {
  if (call.flag("dry-run")) return false;
  if (call.flag("yes")) return true;
  if (!call.ask) throw new CommandMistake("There is nobody to ask. Give --yes to write the changes, or --dry-run to see them.");
  return YES.test((await call.ask("Write these changes? [y/N] ")).trim());
}

/** Adds model-3d to a host that is there, Express or Next. Shows first what it will change; a second run changes nothing more. */
export const initCommand: Command<InitAnswer> = {
  name: "init",
  summary: "add the router, the elements, a page to try them and the environment to the Express or Next app in this folder",
  example: "init --dry-run",
  changes: "after it has shown the difference and asked: the file that makes your Express app (two lines), or next.config (one), and package.json, .env.example, .gitignore; makes model-3d.js (or .ts), for Next a route, and a page to try it. What is there is never replaced",
  broken: "it could not be done, or a place to change was not found: the lines to paste are printed",
  positionals: [],
  needsDatabase: false,
  flags: {
    yes: { help: "write without asking" },
    "dry-run": { help: "only show what would be changed" },
    entry: { value: "file", help: "the file that makes the Express app (default: the only one, or the one that npm starts)" },
    mount: { value: "path", help: "where the router is mounted (default /api, in Next /api/model-3d)" },
  },
  answer: {
    framework: "`express` or `next`",
    entry: "the file that makes the app; null where it was not found",
    files: "each: `path`, `change` (created, changed or kept), `diff` (lines in unified form)",
    written: "whether the changes were written",
    manual: "lines to paste where a place was not found; else null",
    notes: "what to know before it is written: of your log-in, of routes that both would have; they are in `nextSteps` too",
    nextSteps: "what is left to you, in order",
  },
  async run(call) {
    const entry = call.flag("entry");
    const given = readMountPath(call);
    const host = readHost(call.folder, typeof entry === "string" ? entry : undefined);
    const mountPath = given ?? DEFAULT_MOUNT[host.framework];
    const plan = host.framework === "next" ? planNext(host, mountPath) : planExpress(host, mountPath);
    const files = describeFiles(plan);
    const hasChanges = files.some(({ change }) => change !== "kept");
    for (const { diff } of files) for (const line of diff) call.show(line);
    if (hasChanges) for (const note of plan.notes) call.show(`Note: ${note}`);
    const written = hasChanges && (await mayWrite(call));
    if (written) {
      for (const { path, before, after } of plan.files) {
        if (before === after) continue;
        mkdirSync(dirname(join(host.folder, path)), { recursive: true });
        writeFileSync(join(host.folder, path), after, { flag: before === null ? "wx" : "w" });
      }
    }
    return { framework: host.framework, entry: host.entry, files, written, manual: plan.manual, notes: plan.notes, nextSteps: nextStepsOf(host, plan, mountPath) };
  },
  *say({ files, written, manual, nextSteps }) {
    const changes = files.filter(({ change }) => change !== "kept");
    yield "";
    if (changes.length === 0) yield "Everything is there already; nothing was changed.";
    else for (const { path, change } of changes) yield `${written ? change : `would be ${change}`}  ${path}`;
    if (manual !== null) {
      yield "";
      yield "A place was not found, and nothing was guessed. Paste:";
      yield "";
      for (const line of manual) yield `    ${line}`;
    }
    if (!written && changes.length > 0) return;
    yield "";
    yield "Next:";
    for (const [index, step] of nextSteps.entries()) yield `  ${index + 1}. ${step}`;
  },
  fault: ({ manual }) => (manual === null ? null : "A place to change was not found."),
};
