import type { Description, ElementDescription } from "./describe-elements.ts";
import { isInherited, type Attribute, type Declaration, type Member } from "./manifest.ts";

const cell = (text: string | undefined): string => (text ?? "").replaceAll("\n", " ").replaceAll("|", "\\|").trim();
const code = (text: string | undefined): string => (text === undefined || text === "" ? "" : `\`${cell(text)}\``);
const withoutUndefined = (type: string | undefined): string | undefined => type?.replace(/ \| undefined$/, "").replace(/^\((.*)\)$/, "$1");

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`.replace(/\|  \|/g, "| |").replace(/\|  \|/g, "| |");
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

const section = (heading: string, text: string): string => (text === "" ? "" : `### ${heading}\n\n${text}\n`);
const isPassed = ({ description }: Member): boolean => /^As `[\w-]+` of `<model-viewer>`\.$/.test(description ?? "");
const started = ({ default: start }: Attribute | Member): string => (start === '""' || start === "null" || start === "false" ? "" : code(start));

/** The properties that every element has, which stand on a page of their own. */
const SHARED = new Set(["api", "lang", "theme", "client", "state"]);
const isOwn = ({ declaration }: ElementDescription) => (member: Member): boolean => declaration.superclass?.name !== "Model3DElement" || !SHARED.has(member.name);

function fieldRows(fields: readonly Member[]): string[][] {
  return fields.map((field) => {
    const { name, attribute, type, description, readonly: isReadonly, reflects } = field;
    const notes = [isReadonly === true ? "Read only." : "", reflects === true ? "Reflected." : ""].filter(Boolean).join(" ");
    return [code(attribute), code(name), code(withoutUndefined(type?.text)), started(field), [cell(description), notes].filter(Boolean).join(" ")];
  });
}

const FIELD_COLUMNS = ["attribute", "property", "type", "default", ""];

function signatureOf({ name, parameters = [], return: result }: Member): string {
  const list = parameters.map((parameter) => `${parameter.name}${parameter.optional === true ? "?" : ""}${parameter.type ? `: ${parameter.type.text}` : ""}`);
  return `${name}(${list.join(", ")})${result?.type ? `: ${result.type.text}` : ""}`;
}

const namedRows = (entries: readonly { name: string; description?: string }[] | undefined): string[][] => (entries ?? []).map(({ name, description }) => [name === "" ? "(default)" : code(name), cell(description)]);

function eventRows({ declaration }: ElementDescription, { types }: Description): string[][] {
  return (declaration.events ?? []).filter((event) => !isInherited(event)).map(({ name, description }) => [code(name), code(types.detailOf(name)), cell(description)]);
}

/** The generated part of an element's page. */
export function renderElementReference(element: ElementDescription, description: Description): string {
  const own = element.fields.filter(isOwn(element));
  const passed = own.filter(isPassed);
  const passedLine = passed.length === 0 ? "" : `\n\nHanded on to \`<model-viewer>\`, with its names and meanings: ${passed.map(({ attribute, name }) => code(attribute ?? name)).join(", ")}. \`camera-controls\` is on by itself, unlike there: \`camera-controls="false"\` leaves the camera to the page.`;
  const { declaration } = element;
  const shared = declaration.superclass?.name === "Model3DElement" ? "What all elements share, the tokens and the details of events: [the elements](README.md#what-all-elements-share).\n" : "";
  return [
    `${declaration.description ?? ""}\n`,
    `\`import "@model-3d/elements/${element.name}.js";\` · class \`${element.className}\` · live beside its code: \`npm start\`, then [localhost:3000/elements#${element.name}](http://localhost:3000/elements#${element.name})\n`,
    section("Attributes and properties", `${table(FIELD_COLUMNS, fieldRows(own.filter((field) => !isPassed(field))))}${passedLine}`.trim()),
    section("Methods", table(["method", ""], element.methods.map((method) => [code(signatureOf(method)), cell(method.description)]))),
    section("Events", table(["event", "`event.detail`", ""], eventRows(element, description))),
    section("Slots", table(["slot", ""], namedRows(declaration.slots))),
    section("Parts", table(["part", ""], namedRows(declaration.cssParts))),
    section("Tokens of its own", table(["token", "default", ""], tokenRows(declaration, false))),
    shared,
  ]
    .filter((block) => block !== "")
    .join("\n");
}

function tokenRows({ cssProperties }: Declaration, inherited: boolean): string[][] {
  return (cssProperties ?? []).filter((token) => isInherited(token) === inherited).map(({ name, default: start, description }) => [code(name), code(start), cell(description)]);
}

const firstSentence = (text: string | undefined): string => cell(/^[^]*?\.(?=\s|$)/.exec(text ?? "")?.[0] ?? text);

/** All elements in one table; `path` leads from the page to the folder of their pages. */
export function renderElementTable({ elements }: Description, path: string): string {
  return table(
    ["tag", "what it is", "events"],
    elements.map(({ tag, name, declaration }) => [`[\`<${tag}>\`](${path}${name}.md)`, firstSentence(declaration.description), (declaration.events ?? []).filter((event) => !isInherited(event)).map((event) => code(event.name)).join(", ")]),
  );
}

/** What stands on the page of all elements. */
export function renderSharedReference(description: Description): string {
  const example = description.elements.find(({ declaration }) => declaration.superclass?.name === "Model3DElement");
  if (!example) throw new Error("No element extends Model3DElement.");
  const shared = example.fields.filter(({ name }) => SHARED.has(name));
  const events = (example.declaration.events ?? []).filter(isInherited).map(({ name, description: words }) => [code(name), code(description.types.detailOf(name)), cell(words)]);
  return [
    `${renderElementTable(description, "")}\n`,
    `## What all elements share\n\n${table(FIELD_COLUMNS, fieldRows(shared))}\n`,
    events.length === 0 ? "" : `${table(["event", "`event.detail`", ""], events)}\n`,
    `## Tokens\n\n${table(["token", "default", ""], tokenRows(example.declaration, true))}\n`,
    `## Details of events\n\nEvents bubble, cross shadow roots and are typed: \`HTMLElementEventMap\` knows them by name.\n\n\`\`\`ts\n${description.types.detailDeclarations}\n\`\`\`\n`,
  ]
    .filter((block) => block !== "")
    .join("\n");
}
