import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeElements, ROOT } from "./describe-elements.ts";
import { isInherited } from "./manifest.ts";
import { renderDocuments, START } from "./render-documents.ts";
import { renderEditorData } from "./render-editor-data.ts";
import { renderReactTypes } from "./render-types.ts";

const description = describeElements();
const { elements } = description;
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const sourcesOf = (name: string): string => {
  const folder = join(ROOT, "packages/elements/src", name);
  return readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts")).map((file) => readFileSync(join(folder, file), "utf8")).join("\n");
};

/** What an author has not told of an element: the names of members, events, slots and parts without words. */
function findUntold(all: typeof elements): string[] {
  return all.flatMap(({ tag, declaration, fields, methods }) => {
    const { events = [], slots = [], cssParts = [], cssProperties = [] } = declaration;
    const untold = [...fields, ...methods, ...events, ...slots, ...cssParts, ...cssProperties].filter((entry) => (entry.description ?? "") === "").map(({ name }) => `${tag}: ${name}`);
    return (declaration.description ?? "") === "" ? [tag, ...untold] : untold;
  });
}

describe("the reference", () => {
  it.each([...renderDocuments(description)])("%s says what the docstrings say; `npm run reference` writes it anew", (path, text) => {
    expect(read(path)).toBe(text);
  });

  it("is found out when a docstring changes", () => {
    const changed = structuredClone(description.elements[0]);
    if (!changed) throw new Error("There is no element.");
    changed.declaration.description = "Something else.";
    const documents = renderDocuments({ ...description, elements: [changed, ...elements.slice(1)] });
    expect([...documents].filter(([path, text]) => read(path) !== text).map(([path]) => path)).toEqual(expect.arrayContaining([`docs/elements/${changed.name}.md`, "packages/elements/README.md"]));
  });

  it("leaves nothing without words", () => {
    expect(elements.length).toBeGreaterThan(7);
    expect(findUntold(elements)).toEqual([]);
  });

  it("names every event that an element fires, and no other", () => {
    for (const { name, tag, declaration } of elements) {
      const fired = new Set([...sourcesOf(name).matchAll(/\bemit\("(model-3d-[a-z-]+)"/g)].map(([, event = ""]) => event).filter((event) => event !== "model-3d-error"));
      const told = new Set((declaration.events ?? []).map((event) => event.name).filter((event) => event !== "model-3d-error"));
      expect([...fired].filter((event) => !told.has(event)), `${tag} fires`).toEqual([]);
      for (const event of told) expect(description.types.detailOf(event), `${tag}: ${event}`).toBeDefined();
    }
  });

  it("names every part and slot that an element draws", () => {
    for (const { name, tag, declaration } of elements) {
      const source = sourcesOf(name);
      const parts = [...source.matchAll(/ part="([a-z -]+)"/g)].flatMap(([, names = ""]) => names.split(" "));
      const slots = [...source.matchAll(/<slot name="([a-z-]+)"/g)].map(([, slot = ""]) => slot);
      const toldParts = (declaration.cssParts ?? []).map((part) => part.name);
      const toldSlots = (declaration.slots ?? []).map((slot) => slot.name);
      expect(parts.filter((part) => !toldParts.includes(part)), `parts of ${tag}`).toEqual([]);
      expect(slots.filter((slot) => !toldSlots.includes(slot)), `slots of ${tag}`).toEqual([]);
    }
  });

  it("names every token that the styles read", () => {
    const tokens = new Set([...sourcesOf("base").matchAll(/var\((--model-3d-[a-z-]+)/g)].map(([, token = ""]) => token));
    const told = new Set(elements.flatMap(({ declaration }) => (declaration.cssProperties ?? []).map(({ name }) => name)));
    expect([...tokens].filter((token) => !told.has(token))).toEqual([]);
    expect(tokens.size).toBeGreaterThan(9);
  });

  it("has a page with words by hand for every element, before the reference", () => {
    for (const { name, tag } of elements) {
      const [intro = ""] = read(`docs/elements/${name}.md`).split(START);
      expect(intro, tag).toMatch(/```html/);
    }
  });
});

describe("what is made from the manifest", () => {
  it("gives attributes their words in an editor", () => {
    const { tags } = JSON.parse(renderEditorData(description)) as { tags: { name: string; attributes: { name: string; values?: { name: string }[] }[] }[] };
    const viewer = tags.find(({ name }) => name === "model-3d-viewer");
    expect(viewer?.attributes.find(({ name }) => name === "source-type")?.values).toEqual([{ name: "product" }, { name: "collection" }]);
    expect(viewer?.attributes.map(({ name }) => name)).toEqual(expect.arrayContaining(["src", "camera-orbit", "theme"]));
    expect(viewer?.attributes.map(({ name }) => name)).not.toContain("isloaded");
  });

  it("has every element in JSX", () => {
    const types = renderReactTypes(elements);
    for (const { tag } of elements) expect(types).toContain(`"${tag}": `);
  });

  it("tells inherited members apart", () => {
    const viewer = elements.find(({ name }) => name === "viewer");
    expect(viewer?.fields.filter(isInherited).map(({ name }) => name)).toContain("theme");
    expect(viewer?.fields.map(({ name }) => name)).not.toContain("messages");
  });
});
