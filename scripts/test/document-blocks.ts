import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

export interface DocumentBlock {
  /** Where it is, for a message: `docs/guides/mount.md:7`. */
  at: string;
  page: string;
  /** As written behind the fence; empty where nothing is. */
  language: string;
  text: string;
}

/** Every block of code in the documents, without the indentation of a list that it stands in. */
export function readDocumentBlocks(): DocumentBlock[] {
  const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], { cwd: ROOT, encoding: "utf8" }).split("\n").filter((path) => path !== "" && existsSync(join(ROOT, path)));
  return pages.flatMap((page) => {
    const document = readFileSync(join(ROOT, page), "utf8");
    return [...document.matchAll(/^( *)```(\w*)\n([^]*?)^ *```/gm)].map(({ 1: indent = "", 2: language = "", 3: text = "", index }) => ({
      at: `${page}:${document.slice(0, index).split("\n").length}`,
      page,
      language,
      text: text.split("\n").map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)).join("\n"),
    }));
  });
}
