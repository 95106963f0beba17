import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorBodySchema, hostEventPayloadSchema } from "@model-3d/contract";
import { createTestDatabase } from "@model-3d/test-utils/database";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { parseCommand } from "../packages/meshy-simulator/src/command/parse-command.ts";
import { COMMANDS } from "../packages/server/src/command/commands.ts";
import { COMMAND_ERROR_CODES } from "../packages/server/src/command/command-failure.ts";
import { findCommand } from "../packages/server/src/command/find-command.ts";
import { parseCall } from "../packages/server/src/command/parse-call.ts";
import { ENDPOINTS } from "../packages/server/src/router.ts";
import { describeElements, ROOT } from "./reference/describe-elements.ts";
import { readDocumentBlocks, type DocumentBlock } from "./test/document-blocks.ts";
import { readMarkup } from "./test/read-markup.ts";
import { shellCommands } from "./test/shell-commands.ts";

const blocks = readDocumentBlocks();
/** Looked at in document-code.test.ts, and `diff` and what has no language by eye. */
const ELSEWHERE = ["ts", "js", "diff", ""];
const ID = "0198c4a2-7c1e-7d3a-9b1f-2f6f0c9a4e11";
const FOREIGN_PROGRAMS = new Set(["cp", "curl", "createdb", "docker", "node", "pg_dump", "pg_dumpall", "pg_restore", "psql"]);
/** Run as it is, by e2e/readme.e2e.ts. */
const isWalk = ({ page, text }: DocumentBlock) => page === "README.md" && text.includes("field()");

interface Package {
  name: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  exports?: Record<string, unknown>;
}
const readPackage = (folder: string) => JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8")) as Package;
const packages = ["packages/server", "packages/elements", "packages/client", "packages/mesh", "packages/meshy-simulator"].map(readPackage);
const known = new Set(packages.flatMap(({ name, dependencies, peerDependencies }) => [name, ...Object.keys({ ...dependencies, ...peerDependencies })]));
const { manifest, elements } = describeElements();
const declarations = new Map(manifest.modules.flatMap((module) => module.declarations).filter((one) => one.tagName).map((one) => [one.tagName ?? "", one]));
const tokens = new Set([...declarations.values()].flatMap((one) => (one.cssProperties ?? []).map(({ name }) => name)));
const EVERYWHERE = /^(?:id|class|slot|style|lang|dir|hidden|title|role|key|(?:data|aria)-[\w-]+)$/;

function checkCommand([program = "", ...words]: string[], { page }: DocumentBlock): void {
  if (program === "docker" && words.includes("npx")) return checkCommand(words.slice(words.indexOf("npx")), { page } as DocumentBlock);
  if (program === "npm") return checkNpm(words, page);
  if (program !== "npx") return expect([...FOREIGN_PROGRAMS], program).toContain(program);
  const [name, ...rest] = words.map((word) => (word === "<id>" ? ID : word));
  if (name === "meshy-simulator") return expect(parseCommand(rest, () => 1)).toMatchObject({ kind: "run" });
  expect(name).toBe("model-3d");
  const command = findCommand(COMMANDS, rest);
  expect(parseCall(command, rest.slice(command.name.split(" ").length)).positionals).toHaveLength(command.positionals.length);
}

function checkNpm([verb = "", ...words]: string[], page: string): void {
  if (verb === "install") return words.forEach((name) => expect([...known], name).toContain(name));
  const { scripts } = readPackage(page.startsWith("examples/") ? "examples" : ".");
  expect(Object.keys(scripts ?? {})).toContain(verb === "run" ? words[0] : verb);
}

/** What the JSON of a document is, and whether it is as it is sent. */
function checkJson(value: unknown): void {
  const fields = value as Record<string, unknown>;
  if ("timestamp" in fields) expect(hostEventPayloadSchema.parse(value)).toEqual(value);
  else if (fields.success === false) expect(errorBodySchema.parse(value)).toEqual(value);
  else if ("error" in fields) expect(Object.keys(COMMAND_ERROR_CODES)).toContain((fields.error as { code: string }).code);
  else if ("html.customData" in fields) expect(Object.values(readPackage("packages/elements").exports ?? {})).toContain(String((fields["html.customData"] as string[])[0]).replace("./node_modules/@model-3d/elements/", "./"));
  else if ("route" in fields) expect(ENDPOINTS.filter(({ method, path }) => method === String(fields.method).toLowerCase() && path === fields.route)).toHaveLength(1);
  // A policy of the storage's.
  else expect(fields.Version).toBe("2012-10-17");
}

function checkMarkup(text: string, { mayBeProperties = false } = {}): void {
  for (const { name, attributes, slot, parent } of readMarkup(text)) {
    const around = declarations.get(parent ?? "");
    if (slot !== null && around) expect([...(around.slots ?? []).map((one) => one.name), ...(/^hotspot-/.test(slot) ? [slot] : [])], `slot ${slot} of ${parent}`).toContain(slot);
    if (!name.startsWith("model-3d-")) continue;
    const element = elements.find(({ tag }) => tag === name);
    expect(element, name).toBeDefined();
    const names = [...(element?.attributes ?? []).map((one) => one.name), ...(mayBeProperties ? (element?.fields ?? []).map((one) => one.name) : [])];
    for (const attribute of attributes) if (!EVERYWHERE.test(attribute)) expect(names, `${attribute} of ${name}`).toContain(attribute);
  }
}

function checkCss(text: string): void {
  const rules = [...text.replace(/\/\*[^]*?\*\//g, "").matchAll(/([^{}]+)\{([^{}]*)\}/g)];
  expect(rules.map(([rule]) => rule).join("").replace(/\s/g, "")).toBe(text.replace(/\/\*[^]*?\*\//g, "").replace(/\s/g, ""));
  for (const [, selector = "", body = ""] of rules) {
    const [, tag = "", attribute, part] = /^\s*([\w:-]+?)(?:\[([\w-]+)[^\]]*\])?(?:::part\(([\w-]+)\))?\s*$/.exec(selector) ?? [];
    const element = elements.find((one) => one.tag === tag);
    if (tag !== ":root") expect(element, selector).toBeDefined();
    if (attribute) expect(element?.attributes.map(({ name }) => name), selector).toContain(attribute);
    if (part) expect((element?.declaration.cssParts ?? []).map(({ name }) => name), selector).toContain(part);
    for (const line of body.split(";").filter((one) => one.trim() !== "")) {
      const [, property = ""] = /^\s*(--[\w-]+|[a-z-]+)\s*:\s*\S/.exec(line) ?? [];
      expect(property, line).not.toBe("");
      if (property.startsWith("--model-3d-")) expect([...tokens], property).toContain(property);
    }
  }
}

const of = (language: string) => blocks.filter((one) => one.language === language && !isWalk(one)).map((one) => [one.at, one] as const);

describe("blocks of the documents in other languages than TypeScript", () => {
  it("are all of a kind that somebody looks at", () => {
    expect([...new Set(blocks.map(({ language }) => language))].filter((one) => !["sh", "json", "http", "html", "css", "sql", "tsx", ...ELSEWHERE].includes(one))).toEqual([]);
    expect(blocks.filter(({ language, text }) => language === "" && /\bnp[mx] /.test(text)).map(({ at }) => at)).toEqual([]);
  });

  it.each(of("sh"))("%s gives commands that there are", (_at, block) => {
    const commands = shellCommands(block.text);
    expect(commands.length).toBeGreaterThan(0);
    for (const words of commands) checkCommand(words, block);
  });

  it.each(of("json"))("%s is what is sent", (_at, { text }) => {
    checkJson(JSON.parse(text));
  });

  it.each(of("http"))("%s is taken", (_at, { text }) => {
    const [, method = "", path = "", body = ""] = /^([A-Z]+) \/api(\S+)\n([^]*)$/.exec(text) ?? [];
    const endpoint = ENDPOINTS.find((one) => one.method === method.toLowerCase() && one.path === path);
    expect(endpoint?.body?.safeParse(JSON.parse(body.replaceAll('"…"', `"${ID}"`))).error).toBeUndefined();
    expect(endpoint?.body).toBeDefined();
  });

  it.each(of("html"))("%s has elements and attributes that there are", (_at, { text }) => checkMarkup(text));

  it.each(of("tsx"))("%s is JSX with elements and properties that there are", (_at, { text }) => {
    const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true, fileName: "page.tsx", compilerOptions: { jsx: ts.JsxEmit.ReactJSX, target: ts.ScriptTarget.ESNext } });
    expect(diagnostics?.map(({ messageText }) => messageText)).toEqual([]);
    checkMarkup(/return \(([^]*?)\n {2}\);/.exec(text)?.[1] ?? "<nothing>", { mayBeProperties: true });
  });

  it.each(of("css"))("%s has properties and parts that there are", (_at, { text }) => checkCss(text));

  it("in SQL are run by Postgres", async () => {
    const test = await createTestDatabase({ kind: "postgres" });
    const statements = of("sql").flatMap(([, { text }]) => text.split(";").map((one) => one.trim()).filter((one) => one !== ""));
    expect(statements.length).toBeGreaterThan(2);
    try {
      for (const statement of statements) await test.database.knex.raw(statement);
    } finally {
      for (const name of statements.flatMap((one) => /^create database (\w+)/.exec(one)?.[1] ?? [])) await test.database.knex.raw(`drop database if exists ${name}`);
      for (const name of statements.flatMap((one) => /^create role (\w+)/.exec(one)?.[1] ?? [])) await test.database.knex.raw(`drop role if exists ${name}`);
      await test.remove();
    }
  });

  it("would be found out", () => {
    for (const line of ["npx model-3d migrat", "npx model-3d migrate --too 4", "npx model-3d replay", "npm run nothing", "npm install left-pad", "npx meshy-simulator --prt 1", "rm -r /"]) expect(() => shellCommands(line).forEach((words) => checkCommand(words, { page: "README.md" } as DocumentBlock)), line).toThrow();
    for (const html of ["<model-3d-viewr></model-3d-viewr>", '<model-3d-viewer scr="x"></model-3d-viewer>', "<p><b></p>", '<model-3d-gallery><p slot="emty"></p></model-3d-gallery>', '<p class="x>y</p>']) expect(() => checkMarkup(html), html).toThrow();
    for (const css of ["model-3d-viewer::part(nothing) { color: red; }", ":root { --model-3d-acent: red; }", "model-3d-viewer { color red }", 'model-3d-viewer[sate="x"] { color: red; }', ":root { color: red;"]) expect(() => checkCss(css), css).toThrow();
    for (const json of [{ type: "model.done", timestamp: "2026-03-02T09:00:00.000Z" }, { success: false, code: "nothing" }, { other: 1 }]) expect(() => checkJson(json)).toThrow();
  });
});
