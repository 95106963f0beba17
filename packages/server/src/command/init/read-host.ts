import { existsSync, readFileSync } from "node:fs";
import { extname, isAbsolute, join, relative, resolve } from "node:path";
import { CommandFailure, CommandMistake } from "../command-failure.ts";
import { listCodeFiles } from "./list-code-files.ts";

export interface Host {
  folder: string;
  framework: "express" | "next";
  /** `package.json` as it is. */
  manifest: string;
  /** The file that makes the app, relative to the folder; null where none or several do. */
  entry: string | null;
  language: "js" | "ts";
  modules: "esm" | "cjs";
  /** What `package.json` says of files that end in `.js`; null where it says nothing. */
  type: string | null;
  /** With which ending another file of the host is imported: `.js`, `.ts`, or none. */
  ending: string;
  /** The folder that the app serves as it is, where it has one. */
  publicFolder: string | null;
}

interface Manifest {
  type?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  scripts?: Record<string, string>;
}

const MAKES_APP = /=\s*express\s*\(/;

/** What there is to know of a host before anything is changed. @throws CommandFailure where there is no host that is known. */
export function readHost(folder: string, given: string | undefined): Host {
  const path = join(folder, "package.json");
  if (!existsSync(path)) throw new CommandFailure("not_found", `There is no package.json in ${folder}. Run it in the folder of your app.`);
  const manifest = readFileSync(path, "utf8");
  const json = parseManifest(path, manifest);
  const needs = { ...json.dependencies, ...json.devDependencies };
  const framework = "next" in needs ? "next" : "express" in needs ? "express" : null;
  if (framework === null) throw new CommandFailure("not_found", `${path} names neither express nor next.`);
  const entry = framework === "next" ? null : given === undefined ? findEntry(folder, json) : readEntry(folder, given);
  const text = entry === null ? "" : readFileSync(join(folder, entry), "utf8");
  const config = existsSync(join(folder, "tsconfig.json")) ? readFileSync(join(folder, "tsconfig.json"), "utf8") : null;
  const language = entry === null ? (config === null ? "js" : "ts") : extname(entry).endsWith("ts") ? "ts" : "js";
  const modules = modulesOf({ entry, text, language, config, isModule: json.type === "module" });
  return { folder, framework, manifest, entry, language, modules, type: json.type ?? null, ending: endingOf({ text, language, modules, config, scripts: Object.values(json.scripts ?? {}).join("\n") }), publicFolder: publicFolderOf(text) };
}

function parseManifest(path: string, text: string): Manifest {
  const refuse = (reason: string) => new CommandFailure("failed", `${path} cannot be read: ${reason}. Nothing was changed.`);
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw refuse("it is no JSON object");
  return json;
}

/** @returns relative to the folder, beside which nothing is written. */
function readEntry(folder: string, given: string): string {
  const path = relative(folder, resolve(folder, given));
  if (path.startsWith("..") || isAbsolute(path)) throw new CommandMistake(`--entry: ${given} is outside of ${folder}. Run it in the folder of your app.`);
  if (!existsSync(join(folder, path))) throw new CommandMistake(`--entry: there is no file ${given}.`);
  return path;
}

/** The one file that makes an Express app; of several the one that npm starts. */
function findEntry(folder: string, { scripts = {} }: Manifest): string | null {
  const files = listCodeFiles(folder).filter((file) => MAKES_APP.test(readFileSync(join(folder, file), "utf8")));
  if (files.length <= 1) return files[0] ?? null;
  const started = files.filter((file) => [scripts.start, scripts.dev].some((script) => script?.includes(file)));
  return started.length === 1 ? (started[0] ?? null) : null;
}

function modulesOf({ entry, text, language, config, isModule }: { entry: string | null; text: string; language: string; config: string | null; isModule: boolean }): Host["modules"] {
  const ending = extname(entry ?? "");
  if (ending.startsWith(".m")) return "esm";
  if (ending.startsWith(".c")) return "cjs";
  if (language === "ts") return isModule || /"module"\s*:\s*"(?:es|preserve)/i.test(config ?? "") ? "esm" : "cjs";
  // Node tells modules by their syntax where package.json says nothing.
  return isModule || (/^import\b/m.test(text) && !/\brequire\(/.test(text)) ? "esm" : "cjs";
}

function endingOf({ text, language, modules, config, scripts }: { text: string; language: string; modules: string; config: string | null; scripts: string }): string {
  if (language === "js") return modules === "esm" ? ".js" : "";
  const [, written] = /from\s+["']\.{1,2}\/[^"']*?(\.[jt]s)?["']/.exec(text) ?? [];
  if (written !== undefined) return written;
  if (/"(?:allowImportingTsExtensions|rewriteRelativeImportExtensions)"\s*:\s*true/.test(config ?? "") || /\bnode\b[^\n]*\.ts\b/.test(scripts)) return ".ts";
  return /"module(?:Resolution)?"\s*:\s*"node(?:next|16|18|20)"/i.test(config ?? "") ? ".js" : "";
}

/** `express.static("public")`, also behind `path.join(__dirname, …)`. */
function publicFolderOf(text: string): string | null {
  const [, call = ""] = /app\.use\(\s*express\.static\(([^\n]*)/.exec(text) ?? [];
  const [, name] = /["'`]\.?\/?([\w./-]+)["'`]/.exec(call) ?? [];
  return name && !name.startsWith("..") ? name.replace(/\/$/, "") : null;
}
