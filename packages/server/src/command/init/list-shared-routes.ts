import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PATHS } from "@model-3d/contract";
import { listCodeFiles } from "./list-code-files.ts";

export interface HostRoute {
  file: string;
  /** What it was called on: `app` in `app.get("/api/credits", …)`. */
  on: string;
  method: string;
  path: string;
  /** What stands behind the path, up to the end of the line. */
  rest: string;
}

const ROUTES = /(?:(\w+)\s*)?\.(get|post|put|patch|delete|all|use|route)\(\s*(["'`])(\/[^"'`]*)\3(?=(.*))/g;
/** Ours, under any name that says so. */
const OUR_ROUTER = /\bmodel_?3d\w*\.router\b/i;
/** Those of operators are the host's own until it names some. */
const OURS = Object.values(PATHS).filter((path) => !path.startsWith("/admin/"));
/** Below these is a name or an id: `/webhooks/stripe` too. */
const WITH_ONE_MORE: readonly string[] = [PATHS.batches, PATHS.modelArchives, PATHS.sourceImages, PATHS.modelFiles, PATHS.webhooks];

const withoutSlash = (path: string) => path.replace(/\/$/, "");

/**
 * Routes of a host's that the router has too, each as it is written. A router's own paths count as they are and, where the host mounts
 * a router of its own at `mountPath`, below it. `isServer` says whose files are looked at.
 */
export function listSharedRoutes(folder: string, mountPath: string, isServer: (text: string) => boolean = () => true): HostRoute[] {
  const routes = listCodeFiles(folder).flatMap((file) => routesOf(file.replaceAll("\\", "/"), readFileSync(join(folder, file), "utf8"), isServer));
  const mounts = routes.filter(({ method, path, rest }) => method === "use" && withoutSlash(path) === mountPath && !OUR_ROUTER.test(rest));
  // What is called on the app itself is not below what the app mounts.
  const isBelow = ({ on }: HostRoute) => on !== "" && mounts.some((mount) => mount.on !== on);
  return routes.filter((route) => isOurs(route.path, mountPath) || (isBelow(route) && isOurs(`${mountPath}${route.path}`, mountPath)));
}

function routesOf(file: string, text: string, isServer: (text: string) => boolean): HostRoute[] {
  if (!isServer(text)) return [];
  return [...text.matchAll(ROUTES)].map(([, on = "", method = "", , path = "", rest = ""]) => ({ file, on, method, path, rest }));
}

function isOurs(path: string, mountPath: string): boolean {
  if (!path.startsWith(`${mountPath}/`)) return false;
  const rest = withoutSlash(path.slice(mountPath.length));
  return OURS.some((own) => rest === own || (WITH_ONE_MORE.includes(own) && rest.startsWith(`${own}/`)));
}
