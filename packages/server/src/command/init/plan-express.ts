import { randomUUID } from "node:crypto";
import { dirname, extname } from "node:path";
import { importLine, writeExpressModule, writePage } from "./express-templates.ts";
import { findSharedPaths } from "./find-shared-paths.ts";
import { insertMount } from "./insert-mount.ts";
import { openPlan, type HostPlan } from "./open-plan.ts";
import type { Host } from "./read-host.ts";

const BEHIND_PARSER = "Your log-in comes after a body parser, so the router does too. It works; services that sign their webhooks' bytes would not be heard: move the parser behind mountModel3D(app).";

const perhapsSignIn = (source: string) => `mountModel3D(app) stands before \`${source}\`. If that is your log-in, move the line behind it, or nobody will be signed in.`;
const sharedPaths = (paths: readonly string[], mountPath: string) =>
  `model-3d is mounted first at ${mountPath}, and would answer in place of ${paths.length === 1 ? "this route" : "these routes"} of yours: ${paths.join(", ")}. Mount it elsewhere: npx model-3d init --mount /models`;

/** What is to be changed so that an Express host has the router, the elements, and a page to try them. A file that is there is kept as it is. */
export function planExpress(host: Host, mountPath: string): HostPlan {
  const { read, plan, keep, finish } = openPlan(host);
  const folder = host.entry === null ? "" : dirname(host.entry).replaceAll("\\", "/");
  const ending = host.entry === null ? `.${host.language}` : extname(host.entry);
  const name = `model-3d${ending}`;
  const pagePath = host.publicFolder === null ? "model-3d.html" : `${host.publicFolder}/model-3d.html`;
  const specifier = `./model-3d${/^\.[mc]/.test(ending) ? ending.replace("t", "j") : host.ending}`;
  const insertion = host.entry === null ? null : insertMount(read(host.entry) ?? "", { importLine: importLine(host, specifier), call: "mountModel3D" });

  plan(folder === "" || folder === "." ? name : `${folder}/${name}`, keep(() => writeExpressModule({ host, mountPath, pageFile: host.publicFolder === null ? pagePath : null })));
  if (host.entry !== null && insertion) plan(host.entry.replaceAll("\\", "/"), () => insertion.text);
  plan(pagePath, keep(() => writePage(mountPath, randomUUID())));
  const isNew = host.entry === null || insertion?.text !== read(host.entry);
  const shared = isNew ? findSharedPaths(host.folder, mountPath) : [];
  return finish({
    manual: insertion ? null : [importLine(host, specifier), "", "const app = express();", "// … your log-in", "mountModel3D(app);", "// … body parsers and routes"],
    notes: [...(insertion?.isBehindParser ? [BEHIND_PARSER] : []), ...(insertion?.perhapsSignIn ? [perhapsSignIn(insertion.perhapsSignIn)] : []), ...(shared.length > 0 ? [sharedPaths(shared, mountPath)] : [])],
  });
}
