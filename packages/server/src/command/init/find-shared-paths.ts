import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PATHS } from "@model-3d/contract";
import { listCodeFiles } from "./list-code-files.ts";

const ROUTES = /\.(get|post|put|patch|delete|all|use|route)\(\s*(["'`])(\/[^"'`]*)\2/g;
/** Those of operators are the host's own until it names some. */
const OURS = Object.values(PATHS).filter((path) => !path.startsWith("/admin/"));
/** Below these is a name or an id: `/webhooks/stripe` too. */
const WITH_ONE_MORE: readonly string[] = [PATHS.batches, PATHS.modelArchives, PATHS.sourceImages, PATHS.modelFiles, PATHS.webhooks];

/**
 * Routes of a host's that the router would answer in their place, since it is mounted first: each as it is written, with its file.
 * A router's own paths count as they are and, where the host mounts something at `mountPath`, below it.
 */
export function findSharedPaths(folder: string, mountPath: string): string[] {
  const routes = listCodeFiles(folder).flatMap((file) => [...readFileSync(join(folder, file), "utf8").matchAll(ROUTES)].map(([, method, , path = ""]) => ({ file: file.replaceAll("\\", "/"), method, path })));
  const hasRouterThere = routes.some(({ method, path }) => method === "use" && withoutSlash(path) === mountPath);
  const shared = routes.filter(({ path }) => isOurs(path, mountPath) || (hasRouterThere && isOurs(`${mountPath}${path}`, mountPath)));
  return [...new Set(shared.map(({ path, file }) => `${path} (${file})`))];
}

function isOurs(path: string, mountPath: string): boolean {
  if (!path.startsWith(`${mountPath}/`)) return false;
  const rest = withoutSlash(path.slice(mountPath.length));
  return OURS.some((own) => rest === own || (WITH_ONE_MORE.includes(own) && rest.startsWith(`${own}/`)));
}

const withoutSlash = (path: string) => path.replace(/\/$/, "");
