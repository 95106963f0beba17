import { posix } from "node:path";

/** A page for `llms.txt`. */
export interface LinkedPage {
  path: string;
  text: string;
}

export interface Section {
  heading: string;
  pages: readonly LinkedPage[];
}

const titleOf = ({ path, text }: LinkedPage): string => /^# (?:\d{2,4}[:.]? (?:– )?)?(.+)$/m.exec(text)?.[1]?.replaceAll("`", "").trim() ?? posix.basename(path);

/** The first sentence of the page's first paragraph, without links, marks, and the word that many paragraphs begin with. */
function summaryOf({ text }: LinkedPage): string {
  const blocks = text
    .replace(/```[^]*?```/g, "")
    .replace(/<!--[^]*?-->/g, "")
    .split(/\n\s*\n/)
    .map((block) => block.trim().replaceAll("\n", " "));
  const paragraph = blocks.find((block) => block !== "" && !/^(#|\||!\[|- |\d+\. |>)/.test(block)) ?? "";
  const plain = paragraph.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1").replaceAll("**", "").replace(/^(?:The )?question[.:] *(.)/i, (_, first: string) => first.toUpperCase());
  return /^.*?[.?](?=\s|$)/.exec(plain)?.[0] ?? plain.replace(/:$/, ".");
}

/** The form of https://llmstxt.org: a title, a summary, lists of links with a sentence each. */
export function renderLlms(first: LinkedPage, sections: readonly Section[]): string {
  const paragraphs = first.text.split(/\n\s*\n/).slice(1, 3).map((paragraph) => paragraph.replaceAll("\n", " "));
  const [summary = "", ...more] = paragraphs;
  const lists = sections.map(({ heading, pages }) => {
    const lines = pages.map((page) => {
      const words = summaryOf(page);
      return `- [${titleOf(page)}](${page.path})${words === "" ? "" : `: ${words}`}`;
    });
    return `## ${heading}\n\n${lines.join("\n")}\n`;
  });
  return [`# ${titleOf(first)}\n`, `> ${summary}\n`, ...more.map((paragraph) => `${paragraph}\n`), ...lists].join("\n");
}
