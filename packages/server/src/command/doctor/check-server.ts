import { askAddress, sayAnswer, type AskedAddress } from "./ask-address.ts";
import { checkRoutes } from "./check-routes.ts";
import { checkOf, skipped, type DoctorCheck, type DoctorContext } from "./doctor-context.ts";
import { doctorFinding, type DoctorFinding } from "./doctor-finding.ts";
import type { HostRemedies } from "./host-remedies.ts";
import { remediesOf } from "./remedies-of.ts";
import { VERSION } from "../../version.ts";
import { isLoopbackUrl } from "../../providers/meshy/meshy-provider-options.ts";

const JSON_TYPE = { "content-type": "application/json" };
const HEALTH_TRIES = 4;

/** The running app, asked as anybody could ask it: mounting, health, routes that others have too, the order of parsers, and whether a service's news would get here. */
export async function checkServer(context: DoctorContext): Promise<DoctorCheck[]> {
  const { url } = context;
  if (url === null) return ["server", "routes", "body", "webhooks"].map((name) => skipped(name, "give --url, where the router answers, such as --url http://localhost:3000/api"));
  const provider = String(context.call.flag("provider") ?? "meshy");
  const [health, openapi] = [await askHealth(`${url}/health`), await askAddress(`${url}/openapi.json`)];
  const remedies = remediesOf(context.call.folder);
  const server = judgeServer(url, health, openapi, remedies);
  if (server.findings.some(({ code }) => code === "router_not_reached" || code === "everybody_is_trusted")) return [server, ...["routes", "body", "webhooks"].map((name) => skipped(name, "the router has to be reached first"))];
  return [server, await checkRoutes(context, url, openapi), await checkBody(url, provider, remedies), await checkWebhooks(context, openapi, provider, remedies)];
}

/** A part that is slow once, such as a service after a night, is not broken. */
async function askHealth(url: string): ReturnType<typeof askAddress> {
  let answer = await askAddress(url);
  for (let again = 1; again < HEALTH_TRIES && isOurs(answer) && JSON.stringify(answer.json).includes("did not answer in time"); again += 1) answer = await askAddress(url);
  return answer;
}

const isOurs = (answer: Awaited<ReturnType<typeof askAddress>>): answer is AskedAddress & { json: Record<string, unknown> } => "json" in answer && typeof answer.json?.success === "boolean";

function judgeServer(url: string, health: Awaited<ReturnType<typeof askAddress>>, openapi: Awaited<ReturnType<typeof askAddress>>, remedies: HostRemedies): DoctorCheck {
  if (!isOurs(health)) {
    const isSilent = "reason" in health;
    return checkOf("server", url, [
      doctorFinding("router_not_reached", `${url}/health answers ${sayAnswer(health)}, which is not model-3d${isSilent ? "" : ": the router is mounted elsewhere, or after something that answers everything"}.`, isSilent ? [remedies.start, `curl -i ${url}/health`] : remedies.mount(new URL(url))),
    ]);
  }
  if (health.json.code === "not_found") return checkOf("server", url, [doctorFinding("router_not_reached", `${url}/health comes to model-3d, which has no such path: its \`mountPath\` is another.`, remedies.mount(new URL(url)))]);
  if (health.json.code === "service_unavailable" && "message" in health.json && String(health.json.message).includes("not set up safely")) {
    return checkOf("server", url, [doctorFinding("everybody_is_trusted", "The app trusts every caller's `X-Forwarded-For` (`trust proxy` is true, or as good as that).", remedies.trustOne())]);
  }
  const findings: DoctorFinding[] = [];
  const bad = ["database", "queue", "storage", "provider"].filter((part) => part in health.json && health.json[part] !== "ok");
  if (bad.length > 0) findings.push(doctorFinding("server_unwell", `${url}/health says: ${bad.map((part) => `${part} ${String(health.json[part])}`).join(", ")}.`, ["# the reason is in the server's log, beside: A health check failed", ...bad.map((part) => REMEDIES[part] ?? "")]));
  const version = "json" in openapi ? (openapi.json?.info as { version?: string } | undefined)?.version : undefined;
  if (version !== undefined && version !== VERSION) findings.push(doctorFinding("server_is_other_version", `The server at ${url} is version ${version}; this command is ${VERSION}.`, ["# restart the server, or install its version here:", `npm install @model-3d/server@${version}`]));
  return checkOf("server", `${url}, version ${version ?? "unknown"}`, findings);
}

const REMEDIES: Readonly<Record<string, string>> = {
  database: 'npx model-3d doctor --database "$DATABASE_URL"',
  queue: "npx model-3d migrate",
  storage: "npx model-3d doctor --storage <folder or bucket of the server>",
  provider: "npx model-3d doctor # with the server's MESHY_API_KEY in the environment",
};

async function checkBody(url: string, provider: string, { readLast }: HostRemedies): Promise<DoctorCheck> {
  const remedy = readLast(new URL(url).pathname.replace(/\/$/, ""));
  const webhook = `${url}/webhooks/${provider}`;
  const [broken, unproven] = [await askAddress(webhook, { method: "POST", headers: JSON_TYPE, body: "{" }), await askAddress(webhook, { method: "POST", headers: JSON_TYPE, body: "{}" })];
  if (isOurs(unproven) && String(unproven.json.message).includes("parsed them before")) return checkOf("body", webhook, [doctorFinding("body_bytes_lost", "A body parser stands before the router, and what came is gone when a delivery's proof is looked at.", remedy)]);
  // Ours says 401 or 404 of a delivery before it reads what is in it.
  if (!isOurs(broken)) return checkOf("body", webhook, [doctorFinding("body_parsed_before", `A body that is no JSON was answered with ${sayAnswer(broken)} before the router saw it.`, remedy)]);
  return checkOf("body", "nothing reads a body before the router");
}

async function checkWebhooks({ call, environment }: DoctorContext, openapi: Awaited<ReturnType<typeof askAddress>>, provider: string, { publicUrl }: HostRemedies): Promise<DoctorCheck> {
  const told = "json" in openapi ? (openapi.json?.servers as { url?: string }[] | undefined)?.[0]?.url : undefined;
  const given = call.flag("public-url");
  const address = (typeof given === "string" ? given : told?.startsWith("http") ? told : null)?.replace(/\/$/, "") ?? null;
  const usesService = Boolean(environment.MESHY_API_KEY) || call.flag("provider") !== undefined;
  if (address === null) {
    if (!usesService) return skipped("webhooks", "no public address is known, and none is needed by the local generator");
    return checkOf("webhooks", "no public address", [doctorFinding("public_url_missing", "The server has no `publicUrl`.", publicUrl("the origin under which the service reaches you"))]);
  }
  const answer = await askAddress(`${address}/webhooks/${provider}`);
  if (!isOurs(answer) || answer.json.success !== true) {
    return checkOf("webhooks", address, [doctorFinding("webhooks_not_heard", `${address}/webhooks/${provider} answers ${sayAnswer(answer)}, asked from this machine.`, [`curl -i ${address}/webhooks/${provider}   # has to answer {"success":true} from outside, without a log-in`, `# at the service: the webhook's address is ${address}/webhooks/${provider}`])]);
  }
  if (isLoopbackUrl(address) && usesService && !isLoopbackUrl(environment.MESHY_BASE_URL ?? "")) return checkOf("webhooks", address, [doctorFinding("public_url_is_local", `The public address is ${address}, which nobody but this machine reaches.`, publicUrl("for a try from your desk, the address of a tunnel"))]);
  return checkOf("webhooks", `${address}/webhooks/${provider} is heard, asked from this machine`);
}
