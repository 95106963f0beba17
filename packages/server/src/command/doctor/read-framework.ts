import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Those that have an adapter of their own; the first that a host needs is the one that its requests come through. */
const PACKAGES = [["next", "next"], ["@nestjs/core", "nest"], ["fastify", "fastify"], ["hono", "hono"], ["express", "express"]] as const;

export type Framework = (typeof PACKAGES)[number][1];

/** What the app in this folder is made with, by its package.json; `express`, which the router is of, where nothing is known. */
export function readFramework(folder: string): Framework {
  const path = join(folder, "package.json");
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const [, framework = "express"] = PACKAGES.find(([name]) => new RegExp(`"${name}"\\s*:\\s*"[^"]`).test(text)) ?? [];
  return framework;
}
