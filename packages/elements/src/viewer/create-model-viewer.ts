import type { ModelViewerElement } from "./load-model-viewer.ts";

const sheets = new Map<string, CSSStyleSheet>();

/**
 * Makes a `<model-viewer>` for a strict page: its `<style>`, which a Content-Security-Policy would refuse once it is in the
 * page, becomes a sheet that is adopted; and what draws the model takes the arrow keys from a screen reader.
 */
export function createModelViewer(): ModelViewerElement {
  const viewer = document.createElement("model-viewer");
  const root = viewer.shadowRoot;
  if (root === null) throw new Error("<model-viewer> has no shadow root: is another element registered under its name?");
  // Otherwise it would give its root its own sheets, none, in the place of ours once it comes into the page.
  Reflect.set(viewer, "renderRoot", root);
  for (const style of root.querySelectorAll("style")) {
    root.adoptedStyleSheets.push(sheetOf(style.textContent));
    style.remove();
  }
  // Chromium's cache of styles holds on to every mask, and with it to the whole viewer; this one hides nothing of the drawing.
  for (const masked of root.querySelectorAll("[mask]")) masked.removeAttribute("mask");
  root.querySelector(".userInput")?.setAttribute("role", "application");
  viewer.setAttribute("part", "model-viewer");
  viewer.setAttribute("loading", "eager");
  return viewer;
}

function sheetOf(text: string): CSSStyleSheet {
  const known = sheets.get(text);
  if (known !== undefined) return known;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  sheets.set(text, sheet);
  return sheet;
}
