import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeElements, ROOT, type Description } from "./describe-elements.ts";
import { renderCommandReference } from "./render-commands.ts";
import { renderLlms, type LinkedPage, type Section } from "./render-llms.ts";
import { renderElementReference, renderElementTable, renderSharedReference } from "./render-reference.ts";

export const START = "<!-- reference: made by `npm run reference` -->";
export const END = "<!-- /reference -->";
const FOLDER = "docs/elements";

/** Puts what is generated between the marks of a page that is written by hand. */
export function insertReference(page: string, reference: string, path: string): string {
  const [before, rest] = page.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} has no lines "${START}" and "${END}".`);
  return `${before}${START}\n\n${reference.trim()}\n\n${END}${after}`;
}

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** A new element gets a page that waits for its words. */
function pageOf(path: string, tag: string): string {
  return existsSync(join(ROOT, path)) ? read(path) : `# \`<${tag}>\`\n\n${START}\n${END}\n`;
}

const markdownIn = (folder: string): string[] => readdirSync(join(ROOT, folder)).filter((name) => name.endsWith(".md")).sort().map((name) => `${folder}/${name}`);
const readmesIn = (folder: string): string[] => readdirSync(join(ROOT, folder)).sort().map((name) => `${folder}/${name}/README.md`).filter((path) => existsSync(join(ROOT, path)));

function renderIndex(made: ReadonlyMap<string, string>): string {
  const page = (path: string): LinkedPage => ({ path, text: made.get(path) ?? read(path) });
  const elementPages = [...made.keys()].filter((path) => path.startsWith(`${FOLDER}/`));
  const sections: Section[] = [
    { heading: "Start", pages: ["README.md", "CONTRIBUTING.md"].map(page) },
    { heading: "Packages", pages: readmesIn("packages").map(page) },
    { heading: "Elements", pages: elementPages.map(page) },
    { heading: "Guides", pages: markdownIn("docs/guides").map(page) },
    { heading: "Examples", pages: readmesIn("examples").map(page) },
    { heading: "Optional", pages: ["CHANGELOG.md", "SECURITY.md", "THREAT-MODEL.md", ...markdownIn("docs/decisions")].map(page) },
  ];
  return renderLlms(page("README.md"), sections);
}

/** Every document of which a part is generated, by its path, as it should be. */
export function renderDocuments(description: Description = describeElements()): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  const add = (path: string, page: string, reference: string): void => void made.set(path, insertReference(page, reference, path));
  add(`${FOLDER}/README.md`, read(`${FOLDER}/README.md`), renderSharedReference(description));
  for (const element of description.elements) {
    const path = `${FOLDER}/${element.name}.md`;
    add(path, pageOf(path, element.tag), renderElementReference(element, description));
  }
  add("packages/elements/README.md", read("packages/elements/README.md"), renderElementTable(description, `../../${FOLDER}/`));
  const commands = "docs/guides/command-line.md";
  add(commands, read(commands), renderCommandReference());
  made.set("llms.txt", renderIndex(made));
  return made;
}
