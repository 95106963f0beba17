import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describeElements, ROOT } from "./describe-elements.ts";
import { renderAngularDirectives, renderAngularTypes } from "./render-angular.ts";
import { renderEditorData } from "./render-editor-data.ts";
import { renderElementTypes, renderReactTypes, renderRegistration, renderSvelteTypes, renderVueComponents, renderVueTypes } from "./render-types.ts";

const description = describeElements();
const { elements, manifest } = description;

/** What the elements' package carries beside its code, made anew by every build. */
const FILES = {
  "custom-elements.json": `${JSON.stringify(manifest, null, 2)}\n`,
  "html-custom-data.json": renderEditorData(description),
  "frameworks/angular.d.ts": renderAngularTypes(elements),
  "frameworks/angular.js": renderAngularDirectives(elements),
  "frameworks/element-types.d.ts": renderElementTypes(elements),
  "frameworks/react.d.ts": renderReactTypes(elements),
  "frameworks/react.js": renderRegistration(),
  "frameworks/svelte.d.ts": renderSvelteTypes(elements),
  "frameworks/svelte.js": renderRegistration(),
  "frameworks/vue.d.ts": renderVueTypes(elements),
  "frameworks/vue.js": renderVueComponents(elements),
};

for (const [file, text] of Object.entries(FILES)) {
  const path = join(ROOT, "packages/elements/dist", file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
