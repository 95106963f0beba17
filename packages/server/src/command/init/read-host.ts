import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { CommandFailure, CommandMistake } from "../command-failure.ts";

export interface Host {
  folder: string;
  framework: "express" | "next";
  /** `package.json` as it is. */
  manifest: string;
  /** The file that makes the app, relative to the folder; null where none or several do. */
  entry: string | null;
  language: "js" | "ts";
  modules: "esm" | "cjs";
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

const LEFT_OUT = new Set(["node_modules", "dist", "build", "coverage", "out", "test", "tests", "__tests__"]);
const CODE = /^\.(?:js|mjs|cjs|ts|mts|cts)$/;
const MAX_DEPTH = 4;
const MAKES_APP = /=\s*express\s*\(/;

/** What there is to know of a host before anything is changed. @throws CommandFailure where there is no host that is known. */
export function readHost(folder: string, given: string | undefined): Host {
  const path = join(folder, "package.json");
  if (!existsSync(path)) throw new CommandFailure("not_found", `There is no package.json in ${folder}. Run it in the folder of your app.`);
  const manifest = readFileSync(path, "utf8");
  const json = JSON.parse(manifest) as Manifest;
  const needs = { ...json.dependencies, ...json.devDependencies };
  const framework = "next" in needs ? "next" : "express" in needs ? "express" : null;
  if (framework === null) throw new CommandFailure("not_found", `${path} names neither express nor next.`);
  if (given !== undefined && !existsSync(join(folder, given))) throw new CommandMistake(`--entry: there is no file ${given}.`);
  const entry = framework === "next" ? null : (given ?? findEntry(folder, json));
  const text = entry === null ? "" : readFileSync(join(folder, entry), "utf8");
  const config = existsSync(join(folder, "tsconfig.json")) ? readFileSync(join(folder, "tsconfig.json"), "utf8") : null;
  const language = entry === null ? (config === null ? "js" : "ts") : extname(entry).endsWith("ts") ? "ts" : "js";
  const modules = modulesOf({ entry, text, language, config, isModule: json.type === "module" });
  return { folder, framework, manifest, entry, language, modules, ending: endingOf({ text, language, modules, config, scripts: Object.values(json.scripts ?? {}).join("\n") }), publicFolder: publicFolderOf(text) };
}

/** The one file that makes an Express app; of several the one that npm starts. */
function findEntry(folder: string, { scripts = {} }: Manifest): string | null {
  const files = filesBelow(folder, folder, 0).filter((file) => MAKES_APP.test(readFileSync(join(folder, file), "utf8")));
  if (files.length <= 1) return files[0] ?? null;
  const started = files.filter((file) => [scripts.start, scripts.dev].some((script) => script?.includes(file)));
  return started.length === 1 ? (started[0] ?? null) : null;
}

function filesBelow(root: string, folder: string, depth: number): string[] {
  if (depth > MAX_DEPTH) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || LEFT_OUT.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(root, path, depth + 1);
    return CODE.test(extname(entry.name)) && !/\.(test|spec|d)\.\w+$/.test(entry.name) && !/^model-3d\./.test(entry.name) ? [relative(root, path)] : [];
  });
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
