import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PAGES = fileURLToPath(new URL("../../docs/elements", import.meta.url));
/** The order in which somebody meets them. */
const ORDER = ["provider", "gallery", "batch", "viewer", "generate", "upload", "versions", "compare", "export", "credits", "status", "button"];

interface DocumentedElement {
  name: string;
  tag: string;
  /** The first paragraph. */
  intro: string;
  /** The first example in HTML: shown as code, and as what it is. */
  example: string;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
/** The little of Markdown that a paragraph has. */
const inline = (text: string): string => escape(text).replace(/`([^`]+)`/g, "<code>$1</code>").replace(/\[([^\]]+)\]\([^)]*\)/g, "$1");

function parse(name: string, page: string): DocumentedElement | null {
  const [, tag] = /^# `<([\w-]+)>`/m.exec(page) ?? [];
  const [, example] = /```html\n([^]*?)\n```/.exec(page) ?? [];
  const [, intro = ""] = page.split(/\n\s*\n/);
  return tag === undefined || example === undefined ? null : { name, tag, intro, example };
}

function renderSection({ name, tag, intro, example }: DocumentedElement): string {
  return `<section id="${name}" class="element" aria-labelledby="${name}-title">
  <h2 id="${name}-title"><a href="#${name}">&lt;${tag}&gt;</a></h2>
  <p>${inline(intro)}</p>
  <div class="pair">
    <div class="live" data-element="${name}">${example}</div>
    <pre tabindex="0" aria-label="The code of it"><code>${escape(example)}</code></pre>
  </div>
</section>`;
}

/** Every element with a page in the documents, live beside its code: the page's first example, so that neither can fall behind. */
export async function renderElements(): Promise<{ sections: string; links: string }> {
  const files = (await readdir(PAGES)).filter((file) => file.endsWith(".md") && file !== "README.md");
  const pages = await Promise.all(files.map(async (file) => parse(file.replace(/\.md$/, ""), await readFile(join(PAGES, file), "utf8"))));
  const place = ({ name }: DocumentedElement): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  const elements = pages.filter((page) => page !== null).sort((a, b) => place(a) - place(b));
  return {
    sections: elements.map(renderSection).join("\n"),
    links: elements.map(({ name, tag }) => `<li><a href="#${name}">${tag.replace("model-3d-", "")}</a></li>`).join("\n"),
  };
}
