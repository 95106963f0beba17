import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(join(root, "THREAT-MODEL.md"), "utf8");
const START = "## Threats and what holds them";

interface Threat {
  threat: string;
  tests: { file: string; name: string }[];
}

/** The rows of the tables of threats, each with the tests that it names: `[file](path): "name"; "name"`. */
function readThreats(markdown: string): Threat[] {
  const [, part = ""] = markdown.split(START);
  const [tables = ""] = part.split(/^## /m);
  const rows = tables.split("\n").filter((line) => line.startsWith("| ") && !/^\| (threat|---) /.test(line));
  return rows.map((row) => {
    const [threat = "", , held = ""] = row.slice(2, -2).split(" | ");
    const tests = held.split("<br>").flatMap((one) => {
      const [, file = "", names = ""] = /^\[[^\]]+\]\(([^)]+)\): (.+)$/.exec(one) ?? [];
      return [...names.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => ({ file, name }));
    });
    return { threat, tests };
  });
}

/** What is named and not there. A name stands where a test or a group of them is given its own. */
function findMissing(threats: readonly Threat[]): string[] {
  return threats.flatMap(({ threat, tests }) => {
    if (tests.length === 0) return [`"${threat}" names no test`];
    return tests.flatMap(({ file, name }) => {
      if (!file.endsWith(".test.ts") || !existsSync(join(root, file))) return [`${file} is not there`];
      return readFileSync(join(root, file), "utf8").includes(`("${name}", `) ? [] : [`${file} has no test "${name}"`];
    });
  });
}

describe("the threat model", () => {
  it("names tests that are there, for every threat", () => {
    const threats = readThreats(page);
    expect(threats.length).toBeGreaterThan(50);
    expect(findMissing(threats)).toEqual([]);
  });

  it("would be found out: a test that was renamed, a file that went, a threat without any", () => {
    const [first] = readThreats(page);
    const [test] = first?.tests ?? [];
    if (!first || !test) throw new Error("The page has no threat with a test.");
    expect(findMissing(readThreats(page.replace(`"${test.name}"`, '"another name"')))).toEqual([`${test.file} has no test "another name"`]);
    expect(findMissing(readThreats(page.replace(`](${test.file})`, "](packages/server/src/gone.test.ts)")))).toContain("packages/server/src/gone.test.ts is not there");
    expect(findMissing(readThreats(page.replace(/ \| \[`.*$/m, " | nothing |")))).toEqual([`"${first.threat}" names no test`]);
  });

  it("leads to pages that are there", () => {
    for (const file of ["THREAT-MODEL.md", "SECURITY.md"]) {
      const text = readFileSync(join(root, file), "utf8");
      for (const [, target = ""] of text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) expect(existsSync(join(root, target)), `${file}: ${target}`).toBe(true);
      for (const [, anchor = ""] of text.matchAll(/THREAT-MODEL\.md#([\w-]+)/g)) expect(page.toLowerCase().replaceAll(" ", "-"), anchor).toContain(`## ${anchor}`.replaceAll(" ", "-"));
    }
  });
});
