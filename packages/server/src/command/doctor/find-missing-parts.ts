import { askAddress, sayAnswer } from "./ask-address.ts";
import { doctorFinding, type DoctorFinding } from "./doctor-finding.ts";

const MAX_FILES = 300;
const SCRIPT = /<script\b[^>]*>/gi;
/** Static and later imports, and what is started beside a module, as they are in a bundle. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)(["'`])(\.{1,2}\/[^"'`\s]+|\/[^"'`\s]+\.(?:js|mjs|wasm))\1/g;
const IS_CODE = /javascript|ecmascript|wasm/;

/** Follows the modules of a page, and what they fetch later: the viewer, the decoders of Draco, meshopt and KTX2. */
export async function findMissingParts(page: string, html: string): Promise<{ files: number; missing: DoctorFinding[] }> {
  const origin = new URL(page).origin;
  const waiting = [...html.matchAll(SCRIPT)].flatMap(([tag]) => {
    const [, , src] = /\ssrc\s*=\s*(["']?)([^"'\s>]+)\1/i.exec(tag) ?? [];
    return src && /type\s*=\s*["']?module/i.test(tag) && URL.canParse(src, page) ? [{ url: new URL(src, page).href, from: page }] : [];
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
    else if ("text" in answer && !type.includes("wasm")) for (const [, , path] of answer.text.matchAll(SPECIFIER)) if (path && /\.(js|mjs|wasm)$/.test(path)) waiting.push({ url: new URL(path, url).href, from: url });
  }
  return { files: seen.size, missing };
}

function sayMissing(url: string, from: string, answer: string): DoctorFinding {
  const folder = new URL(".", from).pathname.replace(/^\/|\/$/g, "");
  return doctorFinding("page_part_missing", `${url}, which ${from} needs, answers ${answer}.`, [`cp -r node_modules/@model-3d/elements/dist/cdn/. public/${folder}/   # all files of the bundle, not the first alone`, "# built by a bundler: publish every file that it has written, and answer 404 in place of index.html for files that are missing"]);
}
