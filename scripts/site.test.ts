import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { GUIDES } from "../site/guide-order.ts";
import { listPages, ROOT } from "../site/list-pages.ts";
import { renderLink } from "../site/render-link.ts";

const pages = listPages();
const bySource = new Map(pages.map((page) => [page.source, page]));
const guides = readdirSync(join(ROOT, "docs/guides")).map((file) => file.replace(/\.md$/, ""));

describe("the site", () => {
  it("has a page for every document, each at an address of its own", () => {
    const wanted = ["README.md", ...readdirSync(join(ROOT, "docs/elements")).map((file) => `docs/elements/${file}`), ...guides.map((name) => `docs/guides/${name}.md`)];
    expect(wanted.filter((source) => !bySource.has(source))).toEqual([]);
    expect(new Set(pages.map(({ target }) => target)).size).toBe(pages.length);
  });

  it("puts every guide into its place in the contents", () => {
    const placed = GUIDES.flatMap(([, names]) => names);
    expect([...placed].sort()).toEqual([...guides].sort());
  });

  it.each([
    ["docs/guides/operate.md", "security.md#proxies-and-addresses", "/guides/security#proxies-and-addresses"],
    ["docs/guides/theme.md", "../elements/README.md", "/elements/"],
    ["README.md", "packages/server", "/packages/server"],
    ["README.md", "docs/guides/hosts.md", "/guides/hosts"],
    ["packages/server/README.md", "../../README.md", "/"],
    ["README.md", "https://example.org/a", "https://example.org/a"],
    ["README.md", "#mount-it", "#mount-it"],
  ])("leads from %s by %s to %s", (source, href, target) => {
    expect(renderLink(href, source, bySource, undefined)).toBe(target);
  });

  it("names what lies in the sources only, and leads there once it is told where they are", () => {
    expect(renderLink("demo/main.ts", "README.md", bySource, undefined)).toBeNull();
    expect(renderLink("../../demo/main.ts", "docs/guides/operate.md", bySource, "https://sources.example/tree/main/")).toBe("https://sources.example/tree/main/demo/main.ts");
  });

  it("leaves no picture of a document behind", () => {
    const pictures = pages.flatMap(({ source }) => [...readFileSync(join(ROOT, source), "utf8").matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path = ""]) => posix.join(posix.dirname(source), path)));
    expect(pictures.length).toBeGreaterThan(0);
    for (const picture of pictures) {
      expect(picture).toMatch(/^docs\/pictures\//);
      expect(existsSync(join(ROOT, picture)), picture).toBe(true);
    }
  });
});
