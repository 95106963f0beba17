import type { Model, ModelEntry } from "@model-3d/contract";
import { nothing, type TemplateResult } from "lit";
import { html, type StaticValue } from "lit/static-html.js";
import { alertIcon, cubeIcon, imageIcon, layersIcon, refreshIcon, sparkIcon } from "../base/icons.ts";
import { renderProgress, renderProgressWords } from "../generate/render-progress.ts";
import type { Messages } from "../locale/locale.ts";
import { isRunning } from "../models/source-models.ts";
import type { GalleryItem } from "./gallery-item.ts";

/** What a card shows, decided by what there is of its source. */
export type CardState = "unknown" | "none" | "making" | "ready" | "failed";

export function cardStateOf(entry: ModelEntry | undefined): CardState {
  if (entry === undefined) return "unknown";
  if (entry.generation !== null) return isRunning(entry.generation) ? "making" : "failed";
  return entry.model === null ? "none" : "ready";
}

export interface CardOptions {
  item: GalleryItem;
  entry: ModelEntry | undefined;
  messages: Messages;
  lang: string;
  /** Credits; `undefined` while unknown. */
  cost: number | undefined;
  isList: boolean;
  /** A request for this item is on its way. */
  isBusy: boolean;
  /** Whether the entries could not be asked for, so that nothing is on its way. */
  isUnreachable: boolean;
  designerUrl: string | undefined;
  statusTag: StaticValue;
  onGenerate: () => void;
  onCheck: (generation: Model) => void;
  onView: (model: Model) => void;
  onVersions: () => void;
  onDesigner: (model: Model) => void;
}

export function renderCard(options: CardOptions): TemplateResult {
  const { item, entry, messages } = options;
  const state = cardStateOf(entry);
  const picture = entry?.model?.thumbnail_url ?? item.imageUrl ?? item.images?.front;
  const generation = entry?.generation ?? null;
  const model = entry?.model ?? null;
  return html`<article class="card ${state}" part="item" aria-busy=${options.isBusy} data-state=${state} data-source=${item.sourceId}>
    <div class="picture">
      ${picture === undefined ? imageIcon(36) : html`<img src=${picture} alt="" loading="lazy" decoding="async" />`}
      ${options.isList ? nothing : html`<div class="corner">${renderBadge(options, state)}</div>`}
    </div>
    <div class="text">
      <h3>${item.href === undefined ? item.title : html`<a href=${item.href}>${item.title}</a>`}</h3>
      ${options.isList ? html`<div>${renderBadge(options, state)}</div>` : nothing}
      ${model === null ? nothing : html`<p class="muted">${messages.version(model.version)}</p>`}
      ${state === "making" && generation !== null
        ? html`<div class="advance">${renderProgress(item.title, generation, messages)}<p class="line muted">${renderProgressWords(generation, messages)}</p></div>`
        : nothing}
      ${state === "failed" && generation !== null
        ? html`<p class="reason">${alertIcon(16)}<span>${messages.failedBecause(generation.task_error ?? messages.failedWithoutReason)}</span></p>`
        : nothing}
    </div>
    <div class="actions" part="actions" role="group" aria-label=${messages.actionsFor(item.title)}>${renderActions(options, state, model, generation)}</div>
  </article>`;
}

function renderBadge({ entry, statusTag, lang, isUnreachable }: CardOptions, state: CardState): TemplateResult | typeof nothing {
  if (state === "unknown") return isUnreachable ? nothing : html`<span class="badge skeleton"></span>`;
  if (state === "none") return nothing;
  const model = entry?.generation ?? entry?.model;
  return html`<${statusTag} .model=${model} .lang=${lang}></${statusTag}>`;
}

function renderActions(options: CardOptions, state: CardState, model: Model | null, generation: Model | null): TemplateResult | typeof nothing {
  const { messages, cost, isBusy, designerUrl, isUnreachable } = options;
  if (state === "unknown") return isUnreachable ? nothing : html`<span class="button-skeleton skeleton"></span>`;
  const priced = (action: (cost: number) => string): string => (cost === undefined ? messages.itemsLoading : action(cost));
  const generate = (label: (cost: number) => string, tone: string, icon: TemplateResult): TemplateResult =>
    html`<button type="button" class=${tone} ?disabled=${isBusy || cost === undefined} @click=${options.onGenerate}>${icon} ${priced(label)}</button>`;
  return html`
    ${state === "making" && generation !== null
      ? html`<button type="button" class="warning wide" ?disabled=${isBusy} @click=${() => options.onCheck(generation)}>${refreshIcon()} ${messages.checkStatus}</button>`
      : nothing}
    ${model === null
      ? nothing
      : html`<button type="button" class=${state === "making" ? "half" : "wide primary"} @click=${() => options.onView(model)}>${cubeIcon()} ${messages.view3d}</button>`}
    ${state === "none" ? generate(messages.generate, "primary wide", sparkIcon()) : nothing}
    ${state === "failed" ? generate(messages.tryAgainFor, model === null ? "primary wide" : "half", refreshIcon()) : nothing}
    ${model === null && generation === null ? nothing : html`<button type="button" class="half" @click=${options.onVersions}>${layersIcon()} ${messages.versions}</button>`}
    ${state === "ready" ? generate(messages.regenerate, "half", refreshIcon()) : nothing}
    ${model !== null && designerUrl !== undefined
      ? html`<button type="button" class="wide quiet" @click=${() => options.onDesigner(model)}>${sparkIcon()} ${messages.openInDesigner}</button>`
      : nothing}
  `;
}
