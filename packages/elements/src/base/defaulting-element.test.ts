import "../index.ts";
import { defineCamera } from "../camera/define-camera.ts";
import { expect, fixture } from "@open-wc/testing";
import type { LitElement } from "lit";
import { html, unsafeStatic } from "lit/static-html.js";
import { createFakePage, createItem, PICTURE } from "../../test/fake-client.ts";
import { addressOf, RED, SHOW_TIMEOUT, showViewer } from "../../test/show-viewer.ts";
import { waitUntil } from "../../test/wait-until.ts";
import { ELEMENT_CLASSES } from "../define/define.ts";
import type { DefaultingDeclaration } from "./defaulting-element.ts";

const { sourceId } = createItem(1);
const GONE = [null, undefined] as const;

defineCamera("model-3d");

/** Something that can be said of a property, other than what it is at first. */
const WORDS: Readonly<Record<string, string>> = {
  lang: "de", theme: "dark", view: "list", tab: "collection", status: "ready", controls: "search", mode: "slider", scale: "each", unit: "mm", light: "soft", loading: "lazy", reveal: "manual", size: "large",
  sourceType: "collection", sourceId: createItem(2).sourceId, modelId: createItem(3).sourceId, left: createItem(3).sourceId, right: createItem(3).sourceId, realSize: "height 12 cm", tools: "reset", credentials: "include",
  api: "/elsewhere", src: PICTURE, poster: PICTURE, formats: "glb", exposure: "1",
};

function exampleOf(name: string, { type, attribute }: DefaultingDeclaration, { client }: ReturnType<typeof createFakePage>): unknown {
  const objects: Readonly<Record<string, unknown>> = {
    client, fetch: () => Promise.reject(new TypeError("no network")), headers: {}, items: [createItem(1)], loadPage: () => Promise.resolve({ items: [], nextCursor: null }), models: [], images: { front: PICTURE, back: PICTURE },
    view: "back", takenViews: ["front"],
  };
  if (attribute === false) return objects[name];
  return type === Boolean ? true : type === Number ? 7 : name === "realSize" ? { axis: "height", value: 1, unit: "m" } : (WORDS[name] ?? "words");
}

const publicOf = (element: LitElement): [string, DefaultingDeclaration][] =>
  [...(element.constructor as typeof LitElement).elementProperties].filter(([name, { state }]) => state !== true && name !== "state").map(([name, declaration]) => [String(name), declaration]);

const attributeOf = (name: string, { attribute }: DefaultingDeclaration): string | null => (attribute === false ? null : typeof attribute === "string" ? attribute : name.toLowerCase());

/** All that goes wrong without anyone being told. */
async function faultsDuring(steps: () => Promise<void>): Promise<string[]> {
  const faults: string[] = [];
  const note = (event: Event): void => {
    event.preventDefault();
    event.stopImmediatePropagation();
    faults.push(String(event instanceof PromiseRejectionEvent ? event.reason : event instanceof ErrorEvent ? event.error : event.type));
  };
  for (const type of ["error", "unhandledrejection"]) window.addEventListener(type, note, true);
  await steps().finally(() => {
    for (const type of ["error", "unhandledrejection"]) window.removeEventListener(type, note, true);
  });
  return faults;
}

async function show(name: string): Promise<{ element: LitElement; page: ReturnType<typeof createFakePage> }> {
  const page = createFakePage();
  page.api.add({ sourceId });
  const tag = unsafeStatic(`model-3d-${name}`);
  const element = await fixture<LitElement>(html`<${tag} .client=${page.client} reveal="manual" source-id=${sourceId} alt="A mug"></${tag}>`);
  return { element, page };
}

describe("what a page takes away", () => {
  for (const name of [...Object.keys(ELEMENT_CLASSES), "camera"]) {
    it(`goes back to its default in ${name}, without an error`, async () => {
      const { element, page } = await show(name);
      const defaults = document.createElement(element.localName);
      const faults = await faultsDuring(async () => {
        for (const [property, declaration] of publicOf(element)) {
          const example = exampleOf(property, declaration, page);
          const initial: unknown = Reflect.get(defaults, property);
          for (const gone of GONE) {
            if (gone === null && declaration.takesNull) continue;
            Reflect.set(element, property, example);
            await element.updateComplete;
            Reflect.set(element, property, gone);
            await element.updateComplete;
            expect(Reflect.get(element, property), `${property} set to ${gone}`).to.deep.equal(initial);
          }
          const attribute = attributeOf(property, declaration);
          if (attribute === null) continue;
          element.setAttribute(attribute, declaration.type === Boolean ? "" : (WORDS[property] ?? "7"));
          await element.updateComplete;
          expect(Reflect.get(element, property), `${attribute} is there`).not.to.deep.equal(initial);
          element.removeAttribute(attribute);
          await element.updateComplete;
          // A flag that is not there says no.
          expect(Reflect.get(element, property), `${attribute} taken away`).to.deep.equal(declaration.type === Boolean ? false : initial);
        }
        await new Promise(requestAnimationFrame);
      });
      expect(faults).to.deep.equal([]);
    });
  }

  it("goes back in a number that is none", async () => {
    const { element } = await show("gallery");
    element.setAttribute("cost", "dear");
    expect(Reflect.get(element, "cost")).to.equal(undefined);
  });

  it("leaves a model that shows with all of its tools", async () => {
    const viewer = await showViewer({ src: addressOf(RED) });
    const tools = (): Element | null => viewer.renderRoot.querySelector("model-3d-viewer-tools");
    const faults = await faultsDuring(async () => {
      viewer.removeAttribute("tools");
      await waitUntil(() => tools() !== null, "the tools are there", SHOW_TIMEOUT);
      for (const attribute of ["lang", "tools", "light", "unit", "exposure", "model-id", "source-id"]) viewer.removeAttribute(attribute);
      Object.assign(viewer, { lang: null, tools: null, realSize: undefined, modelId: null, sourceId: null, version: null });
      await viewer.updateComplete;
    });
    expect(faults).to.deep.equal([]);
    expect(viewer.state).to.equal("ready");
    expect(tools()).not.to.equal(null);
  });
});
