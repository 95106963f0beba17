import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..");

export interface Page {
  /** Path of the source from the repository's root. */
  source: string;
  /** Path of the page in the site. */
  target: string;
  title: string;
}

/** Where the sources lie, and where their pages do. A folder's README is its first page. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^README\.md$/, "index.md"],
  [/^(CHANGELOG|CONTRIBUTING|SECURITY|THREAT-MODEL)\.md$/, "project/$1.md"],
  [/^docs\/elements\/README\.md$/, "elements/index.md"],
  [/^docs\/(?:(guides|elements|decisions)\/)(.+)\.md$/, "$1/$2.md"],
  [/^docs\/(.+)\.md$/, "$1.md"],
  [/^packages\/([^/]+)\/README\.md$/, "packages/$1.md"],
  [/^examples\/([^/]+)\/README\.md$/, "examples/$1.md"],
];

const titleOf = (source: string) => /^# (.+)$/m.exec(readFileSync(join(ROOT, source), "utf8"))?.[1]?.replaceAll("`", "") ?? source;

/** Every Markdown file of the repository that is a page of the site. */
export function listPages(): Page[] {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], { cwd: ROOT, encoding: "utf8" }).split("\n");
  return files.flatMap((source) => {
    const place = PLACES.find(([pattern]) => pattern.test(source));
    if (place === undefined || !existsSync(join(ROOT, source))) return [];
    return [{ source, target: source.replace(place[0], place[1]).toLowerCase(), title: titleOf(source) }];
  });
}
