import type { ElementDescription } from "./describe-elements.ts";

export const HEADER = "// Generated from the elements' docstrings.\n";

/** Told by the element, and no use to set. */
const TOLD = new Set(["state"]);
export const settable = ({ fields }: ElementDescription) => fields.filter(({ name, attribute, readonly: isReadonly }) => isReadonly !== true && !TOLD.has(attribute ?? name));
const classNames = (elements: readonly ElementDescription[]): string => elements.map(({ className }) => className).join(", ");
export const eventsOf = ({ declaration }: ElementDescription) => (declaration.events ?? []).map(({ name, type }) => ({ name, type: type?.text ?? "Event" }));
export const comment = (text: string | undefined, indent: string): string => (text ? `${indent}/** ${text.replaceAll("\n", " ").replaceAll("*/", "*\\/")} */\n` : "");

/** `lowAt` and `low-at` alike; what stands in an attribute may be the number's text. */
function propertyLines(element: ElementDescription): string {
  return settable(element)
    .flatMap(({ name, attribute, description }) => {
      const type = `${element.className}["${name}"]`;
      const lines = [`${comment(description, "  ")}  ${name}?: ${type};\n`];
      if (attribute !== undefined && attribute !== name) lines.push(`${comment(description, "  ")}  "${attribute}"?: ${type}${element.kinds.get(name) === "Number" ? " | `${number}`" : ""};\n`);
      return lines;
    })
    .join("");
}

/** What can be set on each element, and which events it fires; the types of all frameworks are made of them. */
export function renderElementTypes(elements: readonly ElementDescription[]): string {
  const blocks = elements.map(
    (element) =>
      `export interface ${element.className}Properties {\n${propertyLines(element)}}\n\n` +
      `export interface ${element.className}Events {\n${(element.declaration.events ?? []).map(({ name, type, description }) => `${comment(description, "  ")}  "${name}": ${type?.text ?? "Event"};\n`).join("")}}\n`,
  );
  return `${HEADER}import type { ${classNames(elements)}, Model3DEvent } from "../index.js";\n\n${blocks.join("\n")}`;
}

const importTypes = (elements: readonly ElementDescription[]): string => `import type { ${elements.flatMap(({ className }) => [`${className}Events`, `${className}Properties`]).join(", ")} } from "./element-types.js";\n`;

/** The tags in JSX: React 19 sets properties and adds listeners by itself, so types are all that it needs. */
export function renderReactTypes(elements: readonly ElementDescription[]): string {
  const tags = elements.map(({ tag, className, declaration }) => `${comment(declaration.description, "  ")}  "${tag}": Model3DTag<${className}, ${className}Properties, ${className}Events>;\n`);
  return `${HEADER}import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { ${classNames(elements)} } from "../index.js";
${importTypes(elements)}
export * from "../index.js";

/** What a tag takes in JSX: its properties by both names, \`onmodel-3d-…\` for its events, and what every HTML element takes. */
export type Model3DTag<Element, Properties, Events> = Omit<DetailedHTMLProps<HTMLAttributes<Element>, Element>, keyof Properties> &
  Properties & { [Name in keyof Events as \`on\${Name & string}\`]?: (event: Events[Name]) => void } & { class?: string };

export interface Model3DTags {
${tags.join("")}}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements extends Model3DTags {}
  }
}
`;
}

/** The tags in Svelte's markup: Svelte 5 sets properties and adds listeners by itself. */
export function renderSvelteTypes(elements: readonly ElementDescription[]): string {
  const tags = elements.map(({ tag, className, declaration }) => `${comment(declaration.description, "  ")}  "${tag}": Model3DTag<${className}, ${className}Properties, ${className}Events>;\n`);
  return `${HEADER}import type { HTMLAttributes } from "svelte/elements";
import type { ${classNames(elements)} } from "../index.js";
${importTypes(elements)}
export * from "../index.js";

/** What a tag takes in markup: its properties by both names, \`onmodel-3d-…\` for its events, and what every HTML element takes. */
export type Model3DTag<Element extends EventTarget, Properties, Events> = Omit<HTMLAttributes<Element>, keyof Properties> &
  Properties & { [Name in keyof Events as \`on\${Name & string}\`]?: (event: Events[Name]) => void };

export interface Model3DTags {
${tags.join("")}}

declare module "svelte/elements" {
  interface SvelteHTMLElements extends Model3DTags {}
}
`;
}

export function renderVueTypes(elements: readonly ElementDescription[]): string {
  const components = elements.map(
    ({ className, declaration }) => `${comment(declaration.description, "")}export declare const ${className}: Model3DComponent<${className}Properties, ${className}Events>;\n`,
  );
  const tags = elements.map(({ tag, className }) => `    "${tag}": new () => { $props: ${className}Properties & HTMLAttributes };\n`);
  return `${HEADER}import type { DefineSetupFnComponent, HTMLAttributes } from "vue";
${importTypes(elements)}
type CamelNames<Properties> = { [Name in keyof Properties as Name extends \`\${string}-\${string}\` ? never : Name]: Properties[Name] };
type Emits<Events> = { [Name in keyof Events as Name extends \`model-3d-\${infer Rest}\` ? Rest : Name]: (event: Events[Name]) => void };

/** Events lose \`model-3d-\` in their names: \`@load\` for \`model-3d-load\`. */
export type Model3DComponent<Properties, Events> = DefineSetupFnComponent<CamelNames<Properties>, Emits<Events>>;

${components.join("\n")}
declare module "vue" {
  interface GlobalComponents {
${tags.join("")}  }
}
`;
}

export function renderVueComponents(elements: readonly ElementDescription[]): string {
  const components = elements.map((element) => {
    const properties = settable(element).map(({ name }) => `${name}: ${element.kinds.get(name) === "Boolean" ? "Boolean" : "null"}`);
    return `export const ${element.className} = wrapForVue(h, "${element.tag}", { ${properties.join(", ")} }, ${JSON.stringify(eventsOf(element).map(({ name }) => name))});\n`;
  });
  return `${HEADER}import { h } from "vue";\nimport "../index.js";\nimport { wrapForVue } from "./wrap-for-vue.js";\n\n${components.join("")}`;
}

/** Registers all elements; what else the module has is types. */
export const renderRegistration = (): string => `${HEADER}export * from "../index.js";\n`;
