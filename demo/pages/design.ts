import { registerLocale } from "@model-3d/elements";
import { ar } from "@model-3d/elements/locale/ar";
import { de } from "@model-3d/elements/locale/de";
import { html, render, type TemplateResult } from "lit";
import { createScene } from "./design/create-scene.ts";
import { SCENES, type ShownScene } from "./design/scenes.ts";
import "./design/design-controls.ts";

registerLocale("ar", ar);
registerLocale("de", de);

const TOKENS: readonly { name: string; use: string }[] = [
  { name: "accent", use: "main buttons, focus" },
  { name: "on-accent", use: "text on the accent" },
  { name: "surface", use: "cards, dialogs" },
  { name: "text", use: "text" },
  { name: "muted", use: "text of less weight" },
  { name: "border", use: "lines" },
  { name: "success", use: "ready, active" },
  { name: "warning", use: "being made" },
  { name: "danger", use: "failed, deletes" },
];
const SPACES = [1, 2, 3, 4, 5, 6];
const MOTIONS = [
  { name: "quick", use: "140 ms: colours under the pointer" },
  { name: "calm", use: "220 ms: dialogs and toasts come" },
  { name: "slow", use: "500 ms: progress moves on" },
];

const slug = ({ element, state }: ShownScene): string => `${element}-${state.replaceAll(" ", "-")}`;

/** The scene's API hangs on its section, so that a console, or a test, can let things happen: `$0.scene.api.progress(id, 60)`. */
function renderScene(shown: ShownScene): TemplateResult {
  const scene = createScene(shown.isSilent);
  return html`<section class=${shown.isWide ? "scene wide" : "scene"} data-scene=${slug(shown)} aria-label="${shown.element}: ${shown.state}" tabindex="-1" .scene=${scene}>
    <p class="name" dir="ltr">${shown.state}</p>
    ${shown.render(scene)}
  </section>`;
}

function renderElement(element: string): TemplateResult {
  return html`<h3 dir="ltr">&lt;model-3d-${element}&gt;</h3>
    <div class="scenes">${SCENES.filter((shown) => shown.element === element).map(renderScene)}</div>`;
}

function show(place: string, content: TemplateResult | TemplateResult[]): void {
  const target = document.querySelector<HTMLElement>(place);
  if (target) render(content, target);
}

show("#tokens", TOKENS.map(({ name, use }) => html`<li><span class="swatch ${name}"></span><code dir="ltr">--model-3d-${name}</code><span>${use}</span></li>`));
show("#spaces", SPACES.map((step) => html`<li><span class="space step-${step}"></span>${step}</li>`));
show("#motions", MOTIONS.map(({ name, use }) => html`<li><span class="ball ${name}"></span><bdi>${use}</bdi></li>`));
const elements = [...new Set(SCENES.map(({ element }) => element))];
show("#elements", elements.map(renderElement));

/** Kept in the address, so that a look can be linked. */
const form = document.querySelector<HTMLFormElement>("#look");
const wanted = new URLSearchParams(location.search);
function apply(): void {
  const { documentElement: root } = document;
  root.dataset.theme = wanted.get("theme") ?? "auto";
  root.lang = wanted.get("lang") ?? "en";
  root.dir = wanted.get("dir") ?? (root.lang === "ar" ? "rtl" : "ltr");
}
for (const [name, value] of wanted) {
  const field = form?.elements.namedItem(name);
  if (field instanceof HTMLSelectElement) field.value = value;
}
form?.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLSelectElement)) return;
  wanted.set(target.name, target.value);
  history.replaceState(null, "", `?${wanted}`);
  apply();
});
apply();
