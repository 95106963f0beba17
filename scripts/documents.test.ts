import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: ROOT, encoding: "utf8" }).split("\n").filter((path) => existsSync(join(ROOT, path)));
const pages = files.filter((path) => path.endsWith(".md"));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** Without what stands in code, where brackets mean something else. */
const proseOf = (text: string) => text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
const linksOf = (path: string) => [...proseOf(read(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target).filter((target) => !/^[a-z]+:/i.test(target));
/** As GitHub names a heading: https://github.com/gjtorikian/html-pipeline, "toc_filter". */
const slugOf = (heading: string) => heading.toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "").replaceAll(" ", "-");
const slugsOf = (path: string) => [...read(path).replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = ""]) => slugOf(heading.trim()));

describe("the documents", () => {
  it.each(pages)("%s: every link leads to a file and a heading that are there", (path) => {
    for (const link of linksOf(path)) {
      const [target = "", anchor] = link.split("#");
      const found = target === "" ? join(ROOT, path) : resolve(ROOT, dirname(path), decodeURI(target));
      expect(existsSync(found), link).toBe(true);
      if (anchor !== undefined && statSync(found).isFile() && found.endsWith(".md")) expect(slugsOf(found.slice(ROOT.length + 1)), link).toContain(anchor);
    }
  });

  it("are found from the first page: every guide, every example, every package", () => {
    const linked = new Set(linksOf("README.md").map((link) => link.split("#")[0]));
    const named = (pattern: RegExp) => [...new Set(files.flatMap((path) => pattern.exec(path)?.[1] ?? []))];
    const wanted = [...named(/^(docs\/guides\/[^/]+\.md)$/), ...named(/^(examples\/[^/]+)\//), ...named(/^(packages\/[^/]+\/README\.md)$/), "CONTRIBUTING.md", "SECURITY.md", "THREAT-MODEL.md"];
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter((path) => !linked.has(path))).toEqual([]);
  });
});
