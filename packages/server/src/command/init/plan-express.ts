import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { VERSION } from "../../version.ts";
import { addEnvironmentEntries } from "./environment-entries.ts";
import { importLine, writeExpressModule, writePage } from "./express-templates.ts";
import { insertMount } from "./insert-mount.ts";
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
  /** Lines to paste where the place to mount was not found; null where it was. */
  manual: string[] | null;
  /** What the host has to know of what was decided. */
  notes: string[];
}

const PACKAGES = ["@model-3d/elements", "@model-3d/server"];
const DATA = ".model-3d/";

/** What is to be changed so that an Express host has the router, the elements, and a page to try them. A file that is there is kept as it is. */
export function planExpress(host: Host, mountPath: string): HostPlan {
  const read = (path: string) => (existsSync(join(host.folder, path)) ? readFileSync(join(host.folder, path), "utf8") : null);
  const files: PlannedFile[] = [];
  const plan = (path: string, write: (before: string | null) => string) => {
    const before = read(path);
    files.push({ path, before, after: write(before) });
  };
  const keep = (text: () => string) => (before: string | null) => before ?? text();

  const folder = host.entry === null ? "" : dirname(host.entry).replaceAll("\\", "/");
  const name = `model-3d${host.entry === null ? (host.language === "ts" ? ".ts" : ".js") : extname(host.entry)}`;
  const pagePath = host.publicFolder === null ? "model-3d.html" : `${host.publicFolder}/model-3d.html`;
  const specifier = `./model-3d${extname(name).startsWith(".m") || extname(name).startsWith(".c") ? extname(name).replace("t", "j") : host.ending}`;
  const insertion = host.entry === null ? null : insertMount(read(host.entry) ?? "", { importLine: importLine(host, specifier), call: "mountModel3D" });

  plan(folder === "" || folder === "." ? name : `${folder}/${name}`, keep(() => writeExpressModule({ host, mountPath, pageFile: host.publicFolder === null ? pagePath : null })));
  if (host.entry !== null && insertion) plan(host.entry.replaceAll("\\", "/"), () => insertion.text);
  plan(pagePath, keep(() => writePage(mountPath, randomUUID())));
  plan(".env.example", addEnvironmentEntries);
  plan(".gitignore", (before) => (before?.split("\n").some((line) => line.replace(/^\//, "").trim() === DATA) ? before : `${before === null || before === "" ? "" : before.replace(/\n*$/, "\n")}${DATA}\n`));
  files.push({ path: "package.json", before: host.manifest, after: addPackages(host.manifest) });
  return {
    files,
    manual: insertion ? null : [importLine(host, specifier), "", "const app = express();", "// … your log-in", "mountModel3D(app);", "// … body parsers and routes"],
    notes: insertion?.isBehindParser ? ["Your log-in comes after a body parser, so the router does too. It works; services that sign their webhooks' bytes would not be heard: move the parser behind mountModel3D(app)."] : [],
  };
}

function addPackages(manifest: string): string {
  const json = JSON.parse(manifest) as { dependencies?: Record<string, string>; devDependencies?: Record<string, string> };
  const lacking = PACKAGES.filter((name) => json.dependencies?.[name] === undefined);
  if (lacking.length === 0) return manifest;
  const dependencies = Object.fromEntries(Object.entries({ ...json.dependencies, ...Object.fromEntries(lacking.map((name) => [name, json.devDependencies?.[name] ?? `^${VERSION}`])) }).sort(([one], [other]) => (one < other ? -1 : 1)));
  const [, indent = "  "] = /\n([ \t]+)"/.exec(manifest) ?? [];
  return `${JSON.stringify({ ...json, dependencies }, null, indent)}${manifest.endsWith("\n") ? "\n" : ""}`;
}
