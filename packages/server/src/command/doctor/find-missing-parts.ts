import { askAddress, sayAnswer } from "./ask-address.ts";
import { doctorFinding, type DoctorFinding } from "./doctor-finding.ts";

const MAX_FILES = 300;
const SCRIPT = /<script\b[^>]*>/gi;
/** Static and later imports, and what is started beside a module, as they are in a bundle. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)(["'`])(\.{1,2}\/[^"'`\s]+|\/[^"'`\s]+\.(?:js|mjs|wasm))\1/g;
/** Where Next publishes what it has built. */
const NEXT = /^.*?\/_next\//;
/** What its scripts fetch later stands in them as it lies below that. */
const NEXT_PART = /(["'`])(?:\/_next\/)?(static\/(?:chunks|media)\/[^"'`\s$]+\.(?:js|mjs|wasm))\1/g;
const IS_CODE = /javascript|ecmascript|wasm/;

/** Follows the modules of a page, or the scripts that Next has made of them, and what they fetch later: the viewer, the decoders of Draco, meshopt and KTX2. */
export async function findMissingParts(page: string, html: string): Promise<{ files: number; missing: DoctorFinding[] }> {
  const origin = new URL(page).origin;
  const waiting = [...html.matchAll(SCRIPT)].flatMap(([tag]) => {
    const [, , src] = /\ssrc\s*=\s*(["']?)([^"'\s>]+)\1/i.exec(tag) ?? [];
    if (!src || !URL.canParse(src, page)) return [];
    const { href: url } = new URL(src, page);
    return /type\s*=\s*["']?module/i.test(tag) || NEXT.test(url) ? [{ url, from: page }] : [];
  });
  const seen = new Set<string>();
  const missing: DoctorFinding[] = [];
  while (waiting.length > 0 && seen.size < MAX_FILES) {
    const { url, from } = waiting.shift()!;
    if (seen.has(url) || new URL(url).origin !== origin) continue;
    seen.add(url);
    const answer = await askAddress(url, { redirect: "follow" });
    const type = "headers" in answer ? (answer.headers.get("content-type") ?? "") : "";
    if (answer.status !== 200 || !IS_CODE.test(type)) missing.push(sayMissing(url, from, sayAnswer(answer)));
    else if ("text" in answer && !type.includes("wasm")) waiting.push(...partsOf(url, answer.text).map((part) => ({ url: part, from: url })));
  }
  return { files: seen.size, missing };
}

function partsOf(url: string, text: string): string[] {
  const [next] = NEXT.exec(url) ?? [];
  // What else looks like an import in what Next has made is a comment, or stands in a copy of a module that nobody fetches.
  if (next !== undefined) return [...text.matchAll(NEXT_PART)].map(([, , path = ""]) => new URL(path, next).href);
  return [...text.matchAll(SPECIFIER)].flatMap(([, , path]) => (path && !path.includes("${") && /\.(js|mjs|wasm)$/.test(path) ? [new URL(path, url).href] : []));
}

function sayMissing(url: string, from: string, answer: string): DoctorFinding {
  if (NEXT.test(url)) return doctorFinding("page_part_missing", `${url}, which ${from} needs, answers ${answer}.`, ["npm run build && npm start   # the files of .next/static belong to the server that was built with them: publish that folder whole, and no older one"]);
  const folder = new URL(".", from).pathname.replace(/^\/|\/$/g, "");
  return doctorFinding("page_part_missing", `${url}, which ${from} needs, answers ${answer}.`, [`cp -r node_modules/@model-3d/elements/dist/cdn/. public/${folder}/   # all files of the bundle, not the first alone`, "# built by a bundler: publish every file that it has written, and answer 404 in place of index.html for files that are missing"]);
}
