import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { VERSION } from "../../version.ts";
import { addEnvironmentEntries } from "./environment-entries.ts";
import type { Host } from "./read-host.ts";

export interface PlannedFile {
  /** Relative to the host's folder, with slashes. */
  path: string;
  /** Null for one that is made. */
  before: string | null;
  after: string;
}

export interface HostPlan {
  files: PlannedFile[];
  /** Lines to paste where a place was not found; null where all were. */
  manual: string[] | null;
  /** What the host has to know of what was decided. */
  notes: string[];
}

export interface OpenPlan {
  /** The text of a file of the host's; null where it is not there. */
  read(path: string): string | null;
  plan(path: string, write: (before: string | null) => string): void;
  /** For a file that is made where it is not there, and never changed. */
  keep(text: () => string): (before: string | null) => string;
  /** With what every host gets: environment, `.gitignore` and dependencies. */
  finish(rest: Omit<HostPlan, "files">): HostPlan;
}

const PACKAGES = ["@model-3d/elements", "@model-3d/server"];
const DATA = ".model-3d/";

export function openPlan(host: Host): OpenPlan {
  const files: PlannedFile[] = [];
  const read = (path: string) => (existsSync(join(host.folder, path)) ? readFileSync(join(host.folder, path), "utf8") : null);
  const plan: OpenPlan["plan"] = (path, write) => {
    const before = read(path);
    files.push({ path, before, after: write(before) });
  };
  return {
    read,
    plan,
    keep: (text) => (before) => before ?? text(),
    finish(rest) {
      plan(".env.example", addEnvironmentEntries);
      plan(".gitignore", ignoreData);
      plan("package.json", () => addPackages(host.manifest));
      return { files, ...rest };
    },
  };
}

function ignoreData(before: string | null): string {
  if (before?.split("\n").some((line) => line.replace(/^\//, "").trim() === DATA)) return before;
  return `${before === null || before === "" ? "" : before.replace(/\n*$/, "\n")}${DATA}\n`;
}

function addPackages(manifest: string): string {
  const json = JSON.parse(manifest.replace(/^\uFEFF/, "")) as { dependencies?: Record<string, string>; devDependencies?: Record<string, string> };
  const lacking = PACKAGES.filter((name) => json.dependencies?.[name] === undefined);
  if (lacking.length === 0) return manifest;
  const dependencies = Object.fromEntries(Object.entries({ ...json.dependencies, ...Object.fromEntries(lacking.map((name) => [name, json.devDependencies?.[name] ?? `^${VERSION}`])) }).sort(([one], [other]) => (one < other ? -1 : 1)));
  const [, indent = "  "] = /\n([ \t]+)"/.exec(manifest) ?? [];
  return `${JSON.stringify({ ...json, dependencies }, null, indent)}${manifest.endsWith("\n") ? "\n" : ""}`;
}
