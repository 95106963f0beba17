import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { create, ts } from "@custom-elements-manifest/analyzer/index.js";
import { litPlugin } from "@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js";
import * as published from "@model-3d/elements";
import type { PropertyDeclaration } from "lit";
import type { DefaultingDeclaration } from "../../packages/elements/src/base/defaulting-element.ts";
import { Model3DAdmin } from "../../packages/elements/src/admin/admin.component.ts";
import { ELEMENT_CLASSES } from "../../packages/elements/src/define/define.ts";
import { isInherited, type Attribute, type Declaration, type Manifest, type ManifestModule, type Member } from "./manifest.ts";
import { readTypes, type KnownTypes } from "./read-types.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ELEMENTS = join(ROOT, "packages/elements");

/** One element that pages use. */
export interface ElementDescription {
  /** Last part of the tag, and name of the folder: `viewer`. */
  name: string;
  tag: string;
  className: string;
  declaration: Declaration;
  attributes: readonly Attribute[];
  fields: readonly Member[];
  methods: readonly Member[];
  /** Kinds of the properties, by name: `Boolean`, `Number`, or nothing for whatever is set from a script. */
  kinds: ReadonlyMap<string, "Boolean" | "Number" | "String" | null>;
}

export interface Description {
  manifest: Manifest;
  elements: readonly ElementDescription[];
  types: KnownTypes;
}

/** Elements that are in no bundle and that a page imports by themselves. */
const APART = { admin: Model3DAdmin } as const;

type ElementClass = (typeof ELEMENT_CLASSES)[keyof typeof ELEMENT_CLASSES] | (typeof APART)[keyof typeof APART];

/** The manifest as the analyzer reads it from the docstrings. */
function analyze(): Manifest {
  const files = readdirSync(join(ELEMENTS, "src"), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".component.ts") || file === join("base", "model-3d-element.ts"));
  const modules = files.sort().map((file) => {
    const path = `src/${file.replaceAll("\\", "/")}`;
    return ts.createSourceFile(path, readFileSync(join(ELEMENTS, path), "utf8"), ts.ScriptTarget.ES2022, true);
  });
  return create({ modules, plugins: litPlugin(), context: { dev: false } });
}

const kindOf = ({ type, attribute }: PropertyDeclaration): "Boolean" | "Number" | "String" | null => {
  if (attribute === false) return null;
  return type === Boolean ? "Boolean" : type === Number ? "Number" : "String";
};

const attributeOf = (name: string, { attribute }: PropertyDeclaration): string | undefined => (attribute === false ? undefined : typeof attribute === "string" ? attribute : name.toLowerCase());

const FIELD_TYPES = { Boolean: "boolean | undefined", Number: "number | undefined", String: "string | undefined" };

/** What a class hands on to the `<model-viewer>` inside without a docstring of its own. */
function passedMember(name: string, declaration: PropertyDeclaration): Member {
  return { kind: "field", name, type: { text: FIELD_TYPES[kindOf(declaration) ?? "String"] }, description: `As \`${attributeOf(name, declaration)}\` of \`<model-viewer>\`.` };
}

/** Takes out what is inside only, and puts in what only the running class knows: which property is which attribute, and what it is at first. */
function clean(declaration: Declaration, elementClass: ElementClass, tagName: string, above: Declaration | undefined): Declaration {
  // Reading the attributes makes Lit take in the declarations of all classes above.
  void elementClass.observedAttributes;
  const declared = new Map([...elementClass.elementProperties].map(([key, options]): [string, DefaultingDeclaration] => [String(key), options]));
  const isState = (name: string): boolean => declared.get(name)?.state === true;
  const isOpen = ({ name, privacy, static: isStatic, description, inheritedFrom }: Member): boolean =>
    (privacy === undefined || privacy === "public") && !isStatic && !name.startsWith("#") && !isState(name) && (declared.has(name) || (inheritedFrom === undefined && (description ?? "") !== ""));
  const known = (declaration.members ?? []).filter(isOpen);
  const passed = [...declared].filter(([name, { state }]) => state !== true && !known.some((member) => member.name === name)).map(([name, options]) => passedMember(name, options));
  const members = [...known, ...passed].map((member): Member => {
    const options = declared.get(member.name);
    const { attribute: _guessed, reflects: _assumed, ...rest } = member;
    const attribute = options && attributeOf(member.name, options);
    // An `@attr` in the docstring of the class tells of a field, too.
    const words = member.description ?? declaration.attributes?.find(({ name }) => name === attribute)?.description;
    return { ...rest, ...(words === undefined ? {} : { description: words }), ...(options?.initial === undefined ? {} : { default: JSON.stringify(options.initial) }), ...(attribute === undefined ? {} : { attribute }), ...(options?.reflect === true ? { reflects: true } : {}) };
  });
  const attributes = members.flatMap(({ attribute, name, type, description, default: start, inheritedFrom }): Attribute[] => {
    if (attribute === undefined) return [];
    return [{ name: attribute, ...(type ? { type } : {}), ...(description === undefined ? {} : { description }), ...(start === undefined ? {} : { default: start }), fieldName: name, ...(inheritedFrom ? { inheritedFrom } : {}) }];
  });
  // An element that says more of an event of all elements has it on its own page.
  const isAsAbove = ({ name, description }: { name: string; description?: string }): boolean => above?.events?.find((event) => event.name === name)?.description === description;
  const events = (declaration.events ?? []).filter(({ name, description }) => name && description).map(({ inheritedFrom, ...event }) => ({ ...event, ...(inheritedFrom && isAsAbove(event) ? { inheritedFrom } : {}), type: { text: event.name.startsWith("model-3d-") ? `Model3DEvent<"${event.name}">` : "Event" } }));
  return { ...declaration, customElement: true, tagName, members, attributes, events };
}

function describe(name: string, elementClass: ElementClass, declaration: Declaration): ElementDescription {
  const members = declaration.members ?? [];
  return {
    name,
    tag: declaration.tagName ?? "",
    className: elementClass.name,
    declaration,
    attributes: declaration.attributes ?? [],
    fields: members.filter(({ kind }) => kind === "field"),
    methods: members.filter((member) => member.kind === "method" && !isInherited(member)),
    kinds: new Map([...elementClass.elementProperties].map(([key, options]) => [String(key), kindOf(options)])),
  };
}

/** Of every element that the package exports: its docstrings, and what its class declares. */
export function describeElements(): Description {
  const found = new Map(analyze().modules.flatMap((module) => module.declarations.map((declaration) => [declaration.name, { module, declaration }] as const)));
  const isPublished = ([key, { name }]: [string, ElementClass]): boolean => Object.hasOwn(published, name) || Object.hasOwn(APART, key);
  const modules: ManifestModule[] = [];
  const elements = Object.entries<ElementClass>({ ...ELEMENT_CLASSES, ...APART }).filter(isPublished).map(([name, elementClass]) => {
    const place = found.get(elementClass.name);
    if (!place) throw new Error(`${elementClass.name} is in no *.component.ts: its docstring cannot be read.`);
    const declaration = clean(place.declaration, elementClass, `model-3d-${name}`, found.get(place.declaration.superclass?.name ?? "")?.declaration);
    const path = place.module.path.replace(/^src\//, "dist/").replace(/\.ts$/, ".js");
    const exported = { name: elementClass.name, module: path };
    modules.push({ kind: "javascript-module", path, declarations: [declaration], exports: [{ kind: "js", name: elementClass.name, declaration: exported }, { kind: "custom-element-definition", name: `model-3d-${name}`, declaration: exported }] });
    return describe(name, elementClass, declaration);
  });
  const types = readTypes([join(ELEMENTS, "src"), join(ROOT, "packages/contract/src")], join(ELEMENTS, "src/base/events.ts"));
  const byTag = (a: { tag: string }, b: { tag: string }): number => (a.tag < b.tag ? -1 : 1);
  return { manifest: { schemaVersion: "1.0.0", readme: "README.md", modules: modules.sort((a, b) => (a.path < b.path ? -1 : 1)) }, elements: elements.sort(byTag), types };
}
