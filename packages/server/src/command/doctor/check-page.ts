import { askAddress, sayAnswer } from "./ask-address.ts";
import { checkOf, skipped, type DoctorCheck, type DoctorContext } from "./doctor-context.ts";
import { doctorFinding, type DoctorFinding, type DoctorFindingCode } from "./doctor-finding.ts";
import { findMissingParts } from "./find-missing-parts.ts";
import { allows, readPolicies, sourcesFor, type Policy } from "./read-policies.ts";

interface Need {
  code: DoctorFindingCode;
  directive: string;
  /** What has to be in the list, as it is written there. */
  sources: readonly string[];
  what: string;
}

const NEEDS: readonly Need[] = [
  { code: "csp_forbids_scripts", directive: "script-src", sources: ["'self'"], what: "modules of the page's own origin" },
  { code: "csp_forbids_requests", directive: "connect-src", sources: ["'self'", "blob:"], what: "requests to the API, and the blob: addresses of what is unpacked" },
  { code: "csp_forbids_pictures", directive: "img-src", sources: ["'self'", "blob:", "data:"], what: "the pictures inside a model" },
  { code: "csp_forbids_styles", directive: "style-src", sources: ["'self'"], what: "style sheets of the page's own origin" },
  { code: "csp_forbids_workers", directive: "worker-src", sources: ["'self'"], what: "module workers of the page's own origin" },
  { code: "csp_forbids_wasm", directive: "script-src", sources: ["'wasm-unsafe-eval'"], what: "WebAssembly" },
];

/** A page of the host's: whether its policy lets the elements work, and whether every file that they fetch later is there. */
export async function checkPage({ call, url }: DoctorContext): Promise<DoctorCheck[]> {
  const page = call.flag("page");
  if (typeof page !== "string") return ["page", "decoders"].map((name) => skipped(name, "give --page, the address of a page with the elements"));
  const answer = await askAddress(page, { redirect: "follow" });
  if ("reason" in answer || answer.status !== 200) return [checkOf("page", page, [doctorFinding("page_not_reached", `${page} answers ${sayAnswer(answer)}.`, [`curl -iL ${page}`])]), skipped("decoders", "the page has to be reached first")];
  const policies = readPolicies(answer.headers, answer.text);
  const findings = policies.flatMap((policy) => judgePolicy(policy, new URL(page).origin, url === null ? null : new URL(url).origin));
  const { files, missing } = await findMissingParts(page, answer.text);
  return [checkOf("page", policies.length === 0 ? `${page} has no Content-Security-Policy, which allows everything` : `${page}, ${policies.length} Content-Security-Policy`, findings), files === 0 ? skipped("decoders", `${page} names no module of its own origin that could be followed`) : checkOf("decoders", `${files} files: scripts of ${page} and what they fetch later`, missing)];
}

function judgePolicy(policy: Policy, page: string, api: string | null): DoctorFinding[] {
  return NEEDS.flatMap(({ code, directive, sources, what }) => {
    const given = sourcesFor(policy, directive);
    if (given === null) return [];
    const wanted = directive === "connect-src" && api !== null && api !== page ? [...sources, api] : sources;
    const lacking = wanted.filter((source) => !isAllowed(given, source, page));
    if (lacking.length === 0) return [];
    const kept = given.filter((source) => source.toLowerCase() !== "'none'");
    return [doctorFinding(code, `${directive} (${given.join(" ") || "empty"}) lacks ${lacking.join(" ")}: ${what}.`, [`${directive} ${[...kept, ...lacking].join(" ")};`])];
  });
}

function isAllowed(given: readonly string[], source: string, page: string): boolean {
  const words = given.map((word) => word.toLowerCase());
  if (source === "'wasm-unsafe-eval'") return words.includes(source) || words.includes("'unsafe-eval'");
  // Scripts that a trusted script brings are trusted with it; the list of places is then ignored.
  if (source === "'self'" && words.includes("'strict-dynamic'")) return true;
  if (source === "'self'") return allows(given, { origin: page, page });
  return source.endsWith(":") ? allows(given, source as `${string}:`) : allows(given, { origin: source, page });
}
