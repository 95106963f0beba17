import type { HonestyCard } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { alertIcon, checkIcon, closeIcon, refreshIcon } from "../base/icons.ts";
import type { ExportTexts } from "../locale/en-export.ts";
import { formatNumber } from "../locale/format-number.ts";

/** As the server calls its own generator. */
const OURS = "local";

/** What of the model is in the file that came: kept, changed, lost, how large it is, and whether its surface is closed. */
export function renderCard({ originalBy, kept, changed, lost, unit, upAxis, dimensions, isRealSize, faces, trianglesBefore, isClosed, bytes, notes }: HonestyCard, texts: ExportTexts, lang: string): TemplateResult {
  const number = (value: number): string => formatNumber(value, lang, { maximumSignificantDigits: 4 });
  const list = (icon: TemplateResult, className: string, aspects: HonestyCard["kept"], phrase: (what: string) => string): TemplateResult | typeof nothing =>
    aspects.length === 0 ? nothing : html`<li class=${className}>${icon}<span>${phrase(aspects.map((aspect) => texts.aspects[aspect]).join(", "))}</span></li>`;
  return html`<div class="card" part="card">
    <h4>${originalBy === null && bytes === null ? texts.cardBefore : texts.card}</h4>
    <ul role="list">
      ${originalBy == null ? nothing : html`<li class="keeps">${checkIcon(16)}<span>${texts.original(originalBy === OURS ? null : originalBy.replace(/^./, (letter) => letter.toUpperCase()))}</span></li>`}
      ${list(checkIcon(16), "keeps", kept, texts.keeps)} ${list(refreshIcon(), "", changed, texts.changes)} ${list(closeIcon(16), "", lost, texts.loses)}
      ${notes.map((note) => html`<li>${alertIcon(16)}<span>${texts.describeNote(note)}</span></li>`)}
    </ul>
    <dl>
      ${dimensions === null || unit === null ? nothing : html`<div><dt>${texts.dimensions}</dt><dd>${texts.dimensionsOf(`${number(dimensions.width)} × ${number(dimensions.height)} × ${number(dimensions.depth)} ${texts.units[unit]}`)}${isRealSize ? nothing : html` <span class="muted">${texts.noSize}</span>`}</dd></div>`}
      ${upAxis === null ? nothing : html`<div><dt>${texts.upAxis}</dt><dd>${texts.upAxes[upAxis]}</dd></div>`}
      ${faces === null ? nothing : html`<div><dt>${texts.faces}</dt><dd>${trianglesBefore !== null && faces < trianglesBefore ? texts.facesOf(formatNumber(faces, lang), formatNumber(trianglesBefore, lang)) : formatNumber(faces, lang)}</dd></div>`}
      ${isClosed === null ? nothing : html`<div><dt>${texts.surface}</dt><dd>${isClosed ? texts.closed : texts.open}</dd></div>`}
    </dl>
  </div>`;
}
