import { randomUUID } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PATHS } from "@model-3d/contract";
import { listSharedRoutes } from "../init/list-shared-routes.ts";
import { askAddress, sayAnswer, type AskedAddress } from "./ask-address.ts";
import { checkOf, type DoctorCheck, type DoctorContext } from "./doctor-context.ts";
import { doctorFinding, type DoctorFinding } from "./doctor-finding.ts";
import { findMounts, type Mount } from "./find-mounts.ts";
import { remediesOf } from "./remedies-of.ts";

type Answer = AskedAddress | { status: 0; reason: string };

/** Asked elsewhere, or no JSON of ours. */
const NOT_ASKED: readonly string[] = [PATHS.health, PATHS.openapi, PATHS.metrics];
const IS_SERVER = /\b(?:express|Router|fastify|hono|koa|NestFactory)\b/i;
const SAID_AT_MOST = 5;
const OF_A_GUARD = [301, 302, 303, 307, 308, 401, 403];
/** A path of which hardly anybody has a route, and that still lies where a proxy in front looks for the API. */
const FREE_PATH = "/model-3d";

/**
 * Whether something of the host's answers where model-3d has a route, by asking each of the server's paths as anybody could, without a change
 * to anything; which routes of the host's are written where model-3d has one too; and whether the router is mounted once.
 */
export async function checkRoutes({ call: { folder } }: DoctorContext, url: string, openapi: Answer): Promise<DoctorCheck> {
  const mountPath = new URL(url).pathname.replace(/\/$/, "");
  const paths = "json" in openapi ? Object.keys((openapi.json?.paths ?? {}) as object).filter((path) => !NOT_ASKED.includes(path)).sort() : [];
  const taken = await findTaken(url, paths);
  const findings: DoctorFinding[] = [];
  if (taken.length > 0) {
    const inNext = moveOwnOfNext(folder, mountPath, taken.map(({ path }) => path));
    findings.push(doctorFinding("route_taken", `${sayTaken(mountPath, taken)}: that is not model-3d.`, inNext.length > 0 ? inNext : moveAway(folder, url, mountPath)));
  }
  if (existsSync(join(folder, "package.json"))) findings.push(...(await readCode(folder, url, { mountPath, taken: taken.map(({ path }) => path) })));
  return checkOf("routes", `${paths.length} paths below ${url}`, findings);
}

function sayTaken(mountPath: string, taken: readonly { path: string; answer: Answer }[]): string {
  const said = taken.slice(0, SAID_AT_MOST).map(({ path, answer }) => `${mountPath}${path} answers ${sayAnswer(answer)}`);
  return [...said, ...(taken.length > said.length ? [`and ${taken.length - said.length} more`] : [])].join("; ");
}

/** What the host's code tells, where this is its folder. */
async function readCode(folder: string, url: string, { mountPath, taken }: { mountPath: string; taken: readonly string[] }): Promise<DoctorFinding[]> {
  const findings: DoctorFinding[] = [];
  const hidden = listSharedRoutes(folder, mountPath, (text) => IS_SERVER.test(text)).filter(({ path }) => !taken.some((one) => path.endsWith(one)));
  if (hidden.length > 0) findings.push(doctorFinding("route_hidden", `Your code has routes where model-3d has some too: ${[...new Set(hidden.map(({ path, file }) => `${path} (${file})`))].join(", ")}.`, moveAway(folder, url, mountPath)));
  const mounts = await confirm(findMounts(folder), url);
  if (mounts.length > 1) findings.push(doctorFinding("mounted_twice", `The router is mounted ${mounts.length} times: ${mounts.map(({ path, file, line }) => `at ${path} (${file}:${line})`).join(", ")}.`, takeOut(mounts, mountPath)));
  return findings;
}

/** Paths at which something else answers. A guard of the host's before everything is none, as long as it stands before all that needs a session. */
async function findTaken(url: string, paths: readonly string[]): Promise<{ path: string; answer: Answer }[]> {
  const asked = await Promise.all(paths.map(async (path) => ({ path, answer: await askAddress(url + path.replace("{provider}", "meshy").replace(/\{\w+\}/g, randomUUID())) })));
  const isOurGuardReached = asked.some(({ answer }) => isOurs(answer) && answer.status === 401);
  return asked.filter(({ answer }) => !("reason" in answer) && !isOurs(answer) && (isOurGuardReached || !OF_A_GUARD.includes(answer.status)));
}

const isOurs = (answer: Answer) => "headers" in answer && (typeof answer.json?.success === "boolean" || (answer.headers.has("x-request-id") && answer.headers.get("content-type")?.startsWith("text/event-stream") === true));

/** What is mounted at one place is so by its code alone; that two places answer is asked. */
async function confirm(mounts: readonly Mount[], url: string): Promise<readonly Mount[]> {
  const paths = [...new Set(mounts.map(({ path }) => path))];
  const answering = await Promise.all(paths.map(async (path) => [path, isOurs(await askAddress(`${new URL(url).origin}${path === "/" ? "" : path}${PATHS.health}`))] as const));
  const reached = new Set(answering.flatMap(([path, isThere]) => (isThere ? [path] : [])));
  return mounts.filter(({ path }) => reached.has(path));
}

function moveAway(folder: string, url: string, mountPath: string): string[] {
  const path = `${mountPath}${FREE_PATH}`;
  return [
    ...remediesOf(folder).move(mountPath, path),
    `// in pages: <model-3d-provider api="${path}">, and createModel3DClient({ api: "${path}" })`,
    `// at a service that sends news: ${new URL(url).origin}${path}/webhooks/…; then look again by --url ${new URL(url).origin}${path}`,
  ];
}

/** Next prefers a route of the host's to ours, which takes all that is left below its folder. */
function moveOwnOfNext(folder: string, mountPath: string, paths: readonly string[]): string[] {
  const roots = ["app", "src/app", "pages", "src/pages"].map((root) => root + mountPath).filter((root) => existsSync(join(folder, root)));
  const firsts = new Set(paths.map((path) => path.split("/")[1] ?? ""));
  const own = roots.flatMap((root) => readdirSync(join(folder, root)).filter((name) => firsts.has(name.replace(/\.\w+$/, ""))).map((name) => ({ root, name })));
  return own.map(({ root, name }) => `mkdir -p "${root}/own" && mv "${root}/${name}" "${root}/own/${name}" # its address is ${mountPath}/own/${name.replace(/\.\w+$/, "")} then`);
}

/** Leaves the one that was asked, else the first. */
function takeOut(mounts: readonly Mount[], mountPath: string): string[] {
  const kept = mounts.find(({ path }) => path === mountPath) ?? mounts[0];
  return mounts.filter((mount) => mount !== kept).map(({ file, line, text }) => `// take out of ${file}, line ${line}: ${text}`);
}
