import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FormatName } from "../../../src/write/format.ts";
import type { Unit, UpAxis } from "../../../src/write/write-options.ts";
import { measureSurface, type SurfaceMeasures } from "../../measure-surface.ts";

/** A file that a program is given: unpacked, where the format is a ZIP of several. */
export interface InteropFile {
  model: string;
  format: FormatName;
  path: string;
  isClosed: boolean;
}

/** What a program finds; what it cannot say is not there. */
export type Found = Partial<SurfaceMeasures> & { error?: string; surfaces?: Record<string, number> };

export interface Program {
  name: string;
  /** Of what is installed where it is not: a package of the system, one of npm's with its version, or what has to be given. */
  from: { apt: string } | { npm: string } | { source: string };
  /** Its version, or null where it is not there. */
  version(): string | null;
  /** By the format, in what unit and direction it gives its numbers; as the file has them where nothing is said. */
  formats: Partial<Record<FormatName, { unit?: Unit; upAxis?: UpAxis }>>;
  /** What it looks at, of what it can be asked. */
  measures: readonly ("triangles" | "bounds" | "area" | "volume")[];
  /** By which share it may be off where it has to make triangles of what is truly round to measure it. */
  offRound?: number;
  read(files: readonly InteropFile[], folder: string): Promise<Map<string, Found>>;
}

const MINUTES = 60_000;

export function run(command: string, args: readonly string[], { minutes = 5, env = {} }: { minutes?: number; env?: Record<string, string> } = {}): { output: string; isDone: boolean } {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: minutes * MINUTES, maxBuffer: 2 ** 28, env: { ...process.env, ...env } });
  return { output: `${stdout}\n${stderr}`, isDone: status === 0 };
}

/** The first version number that a command says, or null where there is no such command. */
export function versionOf(command: string, ...args: readonly string[]): string | null {
  const { output } = run(command, args, { minutes: 1 });
  // Some say the time, too.
  return /(?<![\d:.])\d+\.\d+(?:\.\d+)?(?![\d:.]|Z)/.exec(output.replaceAll(/^\[.*?\] .*$/gm, ""))?.[0] ?? null;
}

/** Gives a script of a program the list of files, and takes its lines of JSON. */
export function readByScript(name: string, files: readonly InteropFile[], folder: string, start: (list: string, out: string) => { output: string }): Map<string, Found> {
  const [list, out] = [join(folder, `${name}-list.json`), join(folder, `${name}-found.jsonl`)];
  writeFileSync(list, JSON.stringify(files));
  writeFileSync(out, "");
  const { output } = start(list, out);
  const lines = readFileSync(out, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line) as Found & { path: string; corners?: number[]; missing?: string[]; valid?: boolean });
  const found = new Map<string, Found>();
  for (const { path, corners, missing = [], valid = true, ...measures } of lines) {
    const error = measures.error ?? (missing.length > 0 ? `no picture ${missing.join(", ")}` : valid ? undefined : "not valid");
    found.set(path, { ...measures, ...(corners && measureSurface(corners)), ...(error !== undefined && { error }) });
  }
  for (const { path } of files) if (!found.has(path)) found.set(path, { error: `it ended, or took too long, before it came to this one; it said last: ${output.trim().split("\n").at(-1)?.slice(0, 120) || "nothing"}` });
  return found;
}
