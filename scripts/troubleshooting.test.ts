import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DOCTOR_FINDINGS } from "../packages/server/src/command/doctor/doctor-finding.ts";
import { ERROR_CODES, ERRORS } from "@model-3d/contract";
import { describe, expect, it } from "vitest";

const page = readFileSync(join(import.meta.dirname, "../docs/guides/troubleshooting.md"), "utf8");

/** What the page says of a code has to begin with its status and who can do something about it. */
function faultsOf(markdown: string): string[] {
  const sections = new Map([...markdown.matchAll(/^### `(\w+)`\n\n(.+)$/gm)].map(([, code = "", text = ""]) => [code, text]));
  const missing = ERROR_CODES.filter((code) => !sections.has(code)).map((code) => `${code} has no section`);
  const tooMany = [...sections.keys()].filter((code) => !(code in ERRORS)).map((code) => `there is no code ${code}`);
  const wrong = ERROR_CODES.flatMap((code) => {
    const begin = `**${ERRORS[code].status}**, ${ERRORS[code].actor}. `;
    const text = sections.get(code);
    if (text === undefined) return [];
    if (!text.startsWith(begin)) return [`${code} does not begin with "${begin}"`];
    return text.length < begin.length + 40 ? [`${code} says nothing`] : [];
  });
  return [...missing, ...tooMany, ...wrong];
}

describe("the guide for what does not work", () => {
  it("has a section for every code, with its status and who can do something, and no other", () => {
    expect(ERROR_CODES.length).toBeGreaterThan(30);
    expect(faultsOf(page)).toEqual([]);
  });

  it("would be found out: a section that is missing, one of a code that went, another status, nothing said", () => {
    expect(faultsOf(page.replace("### `only_version`", "### `last_version`"))).toEqual(["only_version has no section", "there is no code last_version"]);
    expect(faultsOf(page.replace(/(### `not_found`\n\n\*\*)404/, "$1410"))).toEqual([expect.stringMatching(/^not_found does not begin/)]);
    expect(faultsOf(page.replace(/(### `image_too_small`\n\n\*\*400\*\*, user\.).*/, "$1 It is."))).toEqual(["image_too_small says nothing"]);
  });

  it("names findings of the doctor that there are", () => {
    const [, bySight = ""] = page.split("## By what is seen");
    const named = [...(bySight.split("## By code")[0] ?? "").matchAll(/`((?:csp|page|webhooks)_\w+)`/g)].map(([, code = ""]) => code);
    expect(named.length).toBeGreaterThan(3);
    for (const code of named) expect(Object.keys(DOCTOR_FINDINGS), code).toContain(code);
  });
});
