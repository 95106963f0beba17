import { html, nothing, type TemplateResult } from "lit";
import type { ViewerToolTexts } from "../../locale/en-viewer-tools.ts";
import type { Messages } from "../../locale/locale.ts";
import type { ModelViewerElement } from "../load-model-viewer.ts";
import { inspectModel } from "./inspect-model.ts";

const KILO = 1000;
/** A picture in the memory of a graphics card: four bytes a pixel, and a third more for its smaller levels. */
const BYTES_PER_PIXEL = 4 * (4 / 3);

function formatBytes(bytes: number, lang: string): string {
  const isLarge = bytes >= KILO * KILO;
  const options = { style: "unit", unit: isLarge ? "megabyte" : "kilobyte", maximumFractionDigits: isLarge ? 1 : 0, numberingSystem: "latn" } as const;
  return new Intl.NumberFormat(lang || undefined, options).format(bytes / (isLarge ? KILO * KILO : KILO));
}

/** What a model is made of, as a list of facts and a table of its textures. */
export function renderInspection(viewer: ModelViewerElement, messages: Messages & ViewerToolTexts, lang: string): TemplateResult {
  const { triangles, vertices, meshes, materials, textures, bytes, extensions, generator } = inspectModel(viewer);
  const count = (value: number): string => new Intl.NumberFormat(lang || undefined, { numberingSystem: "latn" }).format(value);
  const memory = textures.reduce((sum, { width, height }) => sum + width * height * BYTES_PER_PIXEL, 0);
  const fact = (name: string, value: string): TemplateResult | typeof nothing => (value === "" ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<dl class="facts" part="inspector">
      ${fact(messages.viewerTriangles, count(triangles))}
      ${fact(messages.viewerVertices, count(vertices))}
      ${fact(messages.viewerMeshes, count(meshes))}
      ${fact(messages.viewerMaterials, [count(materials.length), materials.filter(Boolean).join(", ")].filter(Boolean).join(": "))}
      ${fact(messages.viewerFileSize, bytes === 0 ? "" : formatBytes(bytes, lang))}
      ${fact(messages.viewerTextureMemory, memory === 0 ? "" : formatBytes(memory, lang))}
      ${fact(messages.viewerExtensions, extensions.join(", "))}
      ${fact(messages.viewerMadeBy, generator)}
    </dl>
    ${textures.length === 0
      ? nothing
      : html`<table>
          <caption>${messages.viewerTextures}</caption>
          <tbody>
            ${textures.map(({ name, width, height }, index) => html`<tr><th scope="row">${name || `${index + 1}`}</th><td>${messages.dimensions(width, height)}</td></tr>`)}
          </tbody>
        </table>`}`;
}
