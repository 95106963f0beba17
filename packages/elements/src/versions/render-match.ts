import type { PhotoMatch, View } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { alertIcon } from "../base/icons.ts";
import type { VersionsTexts } from "../locale/en-versions.ts";
import type { Messages } from "../locale/locale.ts";

/** How a version matches its photos; pictures of where it differs when it is opened, and only then fetched. */
export function renderMatch({ percent, is_low, views }: PhotoMatch, texts: VersionsTexts, messages: Messages): TemplateResult {
  const shown = Object.entries(views) as [View, NonNullable<PhotoMatch["views"][View]>][];
  return html`<details class="match ${is_low ? "low" : ""}" part="match">
    <summary>${is_low ? alertIcon(16) : nothing}${texts.matches(percent)}</summary>
    ${is_low ? html`<p>${texts.lowHint}</p>` : nothing}
    <ul class="pictures" role="list">
      ${shown.map(([view, likeness]) => {
        const name = messages.viewName(view);
        return html`<li><img src=${likeness.url} alt=${texts.picture(name)} loading="lazy" /><span>${texts.view(name, likeness.percent)}</span></li>`;
      })}
    </ul>
    <p class="legend"><span class="photo">${texts.onlyPhoto}</span><span class="model">${texts.onlyModel}</span><span class="color">${texts.otherColor}</span></p>
  </details>`;
}
