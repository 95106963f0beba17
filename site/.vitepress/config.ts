import { cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { defineConfig, type DefaultTheme } from "vitepress";
import { GUIDES } from "../guide-order.ts";
import { listPages, ROOT, type Page } from "../list-pages.ts";
import { renderLink } from "../render-link.ts";

const pages = listPages();
const bySource = new Map(pages.map((page) => [page.source, page]));
const byTarget = new Map(pages.map((page) => [page.target, page]));
const BASE = process.env.MODEL_3D_SITE_BASE ?? "/";
const sourceUrl = process.env.MODEL_3D_SOURCE_URL;

const linkOf = ({ target }: Page) => `/${target.replace(/(?:index)?\.md$/, "")}`;
const itemOf = (page: Page): DefaultTheme.SidebarItem => ({ text: page.title.replaceAll(/[<>]/g, ""), link: linkOf(page) });
const below = (folder: string) => pages.filter(({ target }) => target.startsWith(`${folder}/`));

function listGuides(): DefaultTheme.SidebarItem[] {
  const guides = new Map(below("guides").map((page) => [page.target.slice("guides/".length, -".md".length), page]));
  return GUIDES.map(([text, names]) => ({ text, items: names.flatMap((name) => guides.get(name) ?? []).map(itemOf) }));
}

const folded = (text: string, folder: string): DefaultTheme.SidebarItem => ({ text, collapsed: true, items: below(folder).map(itemOf) });

// Copied into one folder below this one: from where they lie, the generator does not find its own packages.
const STAGED = join(import.meta.dirname, "../.pages");
rmSync(STAGED, { recursive: true, force: true });
for (const { source, target } of pages) {
  mkdirSync(dirname(join(STAGED, target)), { recursive: true });
  cpSync(join(ROOT, source), join(STAGED, target));
}

const sourceOf = (env: { relativePath?: string }) => byTarget.get(env.relativePath ?? "")?.source ?? "";

export default defineConfig({
  srcDir: STAGED,
  outDir: "dist",
  cacheDir: ".cache",
  base: BASE,
  title: "model-3d",
  description: "Product photos into textured 3D models, in any web application.",
  head: [["link", { rel: "icon", type: "image/svg+xml", href: `${BASE}icon.svg` }]],
  cleanUrls: true,
  lastUpdated: false,
  // The demo, which needs a server.
  ignoreDeadLinks: "localhostLinks",
  // Made by the build, beside this folder.
  vite: { publicDir: join(import.meta.dirname, "../public") },
  markdown: {
    config(markdown) {
      const open = markdown.renderer.rules.link_open ?? ((tokens, index, options, _env, self) => self.renderToken(tokens, index, options));
      markdown.core.ruler.push("links-of-the-site", (state) => {
        const source = sourceOf(state.env as { relativePath?: string });
        for (const block of state.tokens) {
          for (const token of block.children ?? []) {
            const picture = token.type === "image" ? token.attrGet("src") : null;
            if (picture !== null) token.attrSet("src", `/${posix.join(posix.dirname(source), picture).replace(/^docs\//, "")}`);
            const href = token.attrGet("href");
            if (token.type !== "link_open" || href === null) continue;
            const target = renderLink(href, source, bySource, sourceUrl);
            if (target !== null) token.attrSet("href", target);
            else token.attrs = [["class", "of-the-source"]];
          }
        }
      });
      const fence = markdown.renderer.rules.fence;
      markdown.renderer.rules.fence = (tokens, index, options, env: { relativePath?: string }, self) => {
        const code = fence?.(tokens, index, options, env, self) ?? "";
        const { info = "", content = "" } = tokens[index] ?? {};
        const isFirst = info === "html" && tokens.findIndex((token) => token.type === "fence" && token.info === "html") === index;
        if (!isFirst || !/^docs\/elements\//.test(sourceOf(env))) return code;
        return `<LiveElement example="${encodeURIComponent(content.trim())}" />\n${code}`;
      };
      markdown.renderer.rules.link_open = (tokens, index, options, env, self) =>
        tokens[index]?.attrGet("href") === null ? self.renderToken(tokens, index, options) : open(tokens, index, options, env, self);
    },
  },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("model-3d-") } } },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Guides", link: "/guides/mount" },
      { text: "Elements", link: "/elements/" },
      { text: "When something fails", link: "/guides/troubleshooting" },
      { text: "Changes", link: "/project/changelog" },
    ],
    sidebar: [...listGuides(), folded("Elements", "elements"), folded("Packages", "packages"), folded("Examples", "examples"), folded("Decisions", "decisions"), folded("The project", "project")],
  },
});
