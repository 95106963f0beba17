import { posix } from "node:path";
import type { Page } from "./list-pages.ts";

const isElsewhere = (href: string) => /^(?:[a-z]+:|\/|#)/i.test(href);

/**
 * Where a link of a source leads in the site: to another page, into the repository's own pages where those are told
 * (`MODEL_3D_SOURCE_URL`), or nowhere, `null`, for a folder or a file of code without them.
 */
export function renderLink(href: string, source: string, pages: ReadonlyMap<string, Page>, sourceUrl: string | undefined): string | null {
  if (isElsewhere(href)) return href;
  const [path = "", anchor] = href.split("#");
  const file = posix.join(posix.dirname(source), decodeURI(path)).replace(/\/$/, "");
  const page = pages.get(file) ?? pages.get(`${file}/README.md`);
  if (page !== undefined) return `/${page.target.replace(/(?:index)?\.md$/, "")}${anchor === undefined ? "" : `#${anchor}`}`;
  return sourceUrl === undefined ? null : `${sourceUrl.replace(/\/$/, "")}/${file}`;
}
