import type { ExportOptions, HonestyCard } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { checkIcon, closeIcon, downloadIcon } from "../base/icons.ts";
import type { ExportTexts, FormatText } from "../locale/en-export.ts";
import { textLanguageOf, type Messages } from "../locale/locale.ts";
import { adaptCard } from "./adapt-card.ts";
import { isUnderWay, type Download } from "./downloads.ts";
import { formatBytes } from "./format-bytes.ts";
import { formatIcon } from "./format-icons.ts";
import type { FormatOffer } from "./format-offers.ts";
import { renderOptionFields } from "./option-fields.ts";
import { renderCard } from "./render-card.ts";

export interface FormatCard {
  offer: FormatOffer;
  /** Bytes of the file that is there; `null` where nobody knows. */
  size: number | null;
  download: Download | undefined;
  options: ExportOptions;
  texts: ExportTexts;
  messages: Messages;
  lang: string;
  onTake: () => void;
  onCancel: () => void;
  onOptions: (change: (chosen: ExportOptions) => ExportOptions) => void;
}

export const textOf = (texts: ExportTexts, format: string): FormatText => texts.formats[format] ?? texts.otherFormat(format);

/** One format: what it is for, what can be chosen, and how far its file is. */
export function renderFormatCard(card: FormatCard): TemplateResult {
  const { offer, size, download, options, texts, messages, lang, onTake, onCancel, onOptions } = card;
  const { format, entry } = offer;
  const { name, use: ownUse, keeps, loses, tip } = textOf(texts, format);
  // The server's words are English.
  const use = (textLanguageOf(lang) === "en" ? entry?.use : undefined) ?? ownUse;
  const isBusy = isUnderWay(download);
  const label = isBusy ? texts.cancelDownload(name) : download?.phase === "saved" ? texts.downloadAgain(name) : texts.downloadFormat(name);
  const known = cardBefore(offer, options);
  const made = (download?.phase === "saved" ? download.card : null) ?? known;
  const bytes = download?.phase === "saved" ? download.bytes : (size ?? known?.bytes ?? null);
  return html`<li class="format" part="format">
    <div class="tile">${formatIcon(format)}</div>
    <div class="title"><h3>${name}</h3>${bytes === null ? nothing : html`<span class="size">${formatBytes(bytes, lang)}</span>`}</div>
    <div class="about">
      <p>${use}</p>
      ${made !== null ? renderCard(made, texts, lang) : renderPromise(texts, keeps, loses)}
      ${tip === undefined ? nothing : html`<p class="tip">${tip}</p>`} ${entry?.how === "provider" ? html`<p class="tip">${texts.fromService}</p>` : nothing}
    </div>
    <div class="take">
      ${entry === undefined ? nothing : renderOptionFields({ entry, texts, chosen: options, onChange: onOptions })} ${renderProgress(name, download, texts, lang)}
      <button type="button" part="download" aria-label=${label} @click=${isBusy ? onCancel : onTake}>${isBusy ? html`${closeIcon()} ${messages.cancel}` : html`${downloadIcon()} ${texts.download}`}</button>
    </div>
  </li>`;
}

/** What is known of the file before it is asked for. */
function cardBefore({ url, entry }: FormatOffer, options: ExportOptions): HonestyCard | null {
  const card = entry?.card ?? null;
  if (card === null || Object.keys(options).length === 0) return card;
  // What a service's file would be with options is not to be told from the file.
  return url !== undefined ? null : adaptCard(card, options);
}

function renderPromise(texts: ExportTexts, keeps: string, loses: string): TemplateResult {
  return html`<ul role="list">
    ${keeps === "" ? nothing : html`<li class="keeps">${checkIcon(16)}<span>${texts.keeps(keeps)}</span></li>`}
    ${loses === "" ? nothing : html`<li>${closeIcon(16)}<span>${texts.loses(loses)}</span></li>`}
  </ul>`;
}

function renderProgress(name: string, download: Download | undefined, texts: ExportTexts, lang: string): TemplateResult | typeof nothing {
  if (download === undefined) return nothing;
  if (download.phase === "saved") return html`<p class="line success">${texts.saved(download.fileName)}</p>`;
  if (download.phase === "failed") return html`<p class="line danger">${download.message}</p>`;
  const [share, label, line] =
    download.phase === "making"
      ? [download.progress / 100, texts.making(name), texts.makingPercent(`${Math.round(download.progress)} %`)]
      : [
          download.total === null ? null : Math.min(1, download.loaded / download.total),
          texts.downloading(name),
          download.total === null ? formatBytes(download.loaded, lang) : texts.loadedOf(formatBytes(download.loaded, lang), formatBytes(download.total, lang)),
        ];
  const percent = share === null ? null : Math.round(share * 100);
  return html`<div class="progress ${percent === null ? "waiting" : ""}" role="progressbar" aria-label=${label} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${percent ?? nothing}>
      ${percent === null ? nothing : html`<span .style=${`width:${percent}%`}></span>`}
    </div>
    <p class="line">${line}</p>`;
}
