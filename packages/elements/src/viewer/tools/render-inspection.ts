import { html, nothing, type TemplateResult } from "lit";
import { formatBytes } from "../../export/format-bytes.ts";
import type { ViewerToolTexts } from "../../locale/en-viewer-tools.ts";
import { formatNumber } from "../../locale/format-number.ts";
import type { Messages } from "../../locale/locale.ts";
import type { ModelViewerElement } from "../load-model-viewer.ts";
import { inspectModel } from "./inspect-model.ts";

/** A picture in the memory of a graphics card: four bytes a pixel, and a third more for its smaller levels. */
const BYTES_PER_PIXEL = 4 * (4 / 3);

/** What a model is made of, as a list of facts and a table of its textures. */
export function renderInspection(viewer: ModelViewerElement, messages: Messages & ViewerToolTexts, lang: string): TemplateResult {
  const { triangles, vertices, meshes, materials, textures, bytes, extensions, generator } = inspectModel(viewer);
  const count = (value: number): string => formatNumber(value, lang);
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
