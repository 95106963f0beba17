import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { addToNextConfig } from "./add-to-next-config.ts";
import { NEXT_CONFIG, writeApiPage, writeNextModule, writeNextPage, writeRoute } from "./next-templates.ts";
import { openPlan, type HostPlan } from "./open-plan.ts";
import type { Host } from "./read-host.ts";

const CONFIGS = ["next.config.ts", "next.config.mjs", "next.config.js"];
const EXTERNAL = 'serverExternalPackages: ["@model-3d/server"],';

const COMMON_JS = 'Your package.json has "type": "commonjs", as npm init writes it. Next refuses every file with import or export in such an app, your own pages too: npm pkg delete type';

/** What is to be made in a Next host: a route, one module that opens model-3d, and a page to try it; in `app/` or else in `pages/`. */
export function planNext(host: Host, mountPath: string): HostPlan {
  const isThere = (path: string) => existsSync(join(host.folder, path));
  const folder = isThere("src/app") || isThere("src/pages") ? "src/" : "";
  const isAppRouter = isThere(`${folder}app`) || !isThere(`${folder}pages`);
  const isTyped = host.language === "ts";
  const [code, page] = isTyped ? ["ts", "tsx"] : ["js", "jsx"];
  const template = { isTyped, mountPath };
  const { plan, keep, finish } = openPlan(host);

  plan(`${folder}model-3d.${code}`, keep(() => writeNextModule(template)));
  const depth = mountPath.split("/").length - 1;
  // From the folder of the route up to where the module is.
  const module = (above: number) => `${"../".repeat(depth + above)}model-3d`;
  if (isAppRouter) {
    plan(`${folder}app${mountPath}/[...path]/route.${code}`, keep(() => writeRoute(module(2))));
    plan(`${folder}app/model-3d/page.${page}`, keep(() => writeNextPage(template, randomUUID(), { isClientComponent: true })));
  } else {
    plan(`${folder}pages${mountPath}/[...path].${code}`, keep(() => writeApiPage(module(1))));
    plan(`${folder}pages/model-3d.${page}`, keep(() => writeNextPage(template, randomUUID(), { isClientComponent: false })));
  }
  const config = CONFIGS.find(isThere);
  let manual: string[] | null = null;
  plan(config ?? "next.config.mjs", (before) => {
    if (before === null) return NEXT_CONFIG;
    const after = addToNextConfig(before);
    if (after === null) manual = [`// in ${config}:`, EXTERNAL];
    return after ?? before;
  });
  return finish({ manual, notes: host.type === "commonjs" ? [COMMON_JS] : [] });
}
