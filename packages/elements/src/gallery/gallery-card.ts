import type { Model, ModelEntry } from "@model-3d/contract";
import { nothing, type TemplateResult } from "lit";
import { html, type StaticValue } from "lit/static-html.js";
import { hideBroken } from "../base/hide-broken.ts";
import { alertIcon, imageIcon } from "../base/icons.ts";
import { renderProgress, renderProgressWords } from "../generate/render-progress.ts";
import type { Messages } from "../locale/locale.ts";
import { isRunning } from "../models/source-models.ts";
import { renderCardActions, type CardActions } from "./card-actions.ts";
import type { GalleryItem, ItemStatus } from "./gallery-item.ts";

/** What a card shows, decided by what there is of its source; `unknown` until it has been asked for. */
export type CardState = ItemStatus | "unknown";

export function cardStateOf(entry: ModelEntry | undefined): CardState {
  if (entry === undefined) return "unknown";
  if (entry.generation !== null) return isRunning(entry.generation) ? "making" : "failed";
  return entry.model === null ? "none" : "ready";
}

export interface CardOptions extends CardActions {
  item: GalleryItem;
  /** Its title, or what stands for one. */
  name: string;
  /** Number of the item, from 0. */
  index: number;
  entry: ModelEntry | undefined;
  /** How long its generation still takes, in a few words; empty while nobody knows. */
  timeLeft: string;
  messages: Messages;
  lang: string;
  isList: boolean;
  /** A request for this item is on its way. */
  isBusy: boolean;
  /** Whether the entry could not be asked for, so that nothing is on its way. */
  isUnreachable: boolean;
  /** Whether the Tab key leads into this card; arrow keys lead from there to the others. */
  isCurrent: boolean;
  /** `null` where nothing can be selected. */
  isSelected: boolean | null;
  statusTag: StaticValue;
  onSelect: (event: MouseEvent) => void;
}

export function renderCard(options: CardOptions): TemplateResult {
  const { item, name, index, entry, messages, isSelected, isCurrent } = options;
  const state = cardStateOf(entry);
  const picture = entry?.model?.thumbnail_url ?? item.imageUrl ?? item.images?.front;
  const generation = entry?.generation ?? null;
  const model = entry?.model ?? null;
  const tabIndex = isCurrent ? 0 : -1;
  return html`<article
    class="card ${state} ${isSelected === true ? "selected" : ""}"
    part="item"
    tabindex=${tabIndex}
    aria-labelledby="title-${index}"
    aria-busy=${options.isBusy}
    data-state=${state}
    data-id=${item.sourceId}
    data-index=${index}
  >
    ${options.isList ? nothing : renderTitle(options, tabIndex)}
    <div class="picture">
      ${picture === undefined ? imageIcon(36) : html`<img src=${picture} alt="" loading="lazy" decoding="async" @error=${hideBroken} @load=${hideBroken} />`}
      ${options.isList ? nothing : html`<div class="corner">${renderBadge(options, state)}</div>`}
    </div>
    ${isSelected === null
      ? nothing
      : html`<label class="pick"><input type="checkbox" tabindex=${tabIndex} aria-label=${messages.selectItem(name)} .checked=${isSelected} @click=${options.onSelect} /></label>`}
    <div class="text">
      ${options.isList ? renderTitle(options, tabIndex) : nothing}
      ${!options.isList && model === null
        ? nothing
        : html`<div class="facts">${options.isList ? renderBadge(options, state) : nothing} ${model === null ? nothing : html`<p class="muted">${messages.version(model.version)}</p>`}</div>`}
      ${renderNews(options, state, generation)}
      <slot name="item-${item.sourceId}"></slot>
    </div>
    <div class="actions" part="actions" role="group" aria-label=${messages.actionsFor(name)}>${renderCardActions(options, state, model, generation)}</div>
  </article>`;
}

/** Above the picture in the grid, where it stays while the picture gives way to words and buttons. */
function renderTitle({ item: { href }, name, index }: CardOptions, tabIndex: number): TemplateResult {
  return html`<div class="title"><h3 id="title-${index}" dir="auto" title=${name}>${href === undefined ? name : html`<a href=${href} tabindex=${tabIndex}>${name}</a>`}</h3></div>`;
}

/** How far it is, or why it failed. */
function renderNews({ name, messages, timeLeft }: CardOptions, state: CardState, generation: Model | null): TemplateResult {
  return html`${state === "making" && generation !== null
      ? html`<div class="advance" part="making">${renderProgress(name, generation, messages)}<p class="line muted">${renderProgressWords(generation, messages)}</p><p class="muted">${timeLeft || html`&nbsp;`}</p></div>`
      : nothing}
    ${state === "failed" && generation !== null ? renderReason(messages.failedBecause(generation.task_error ?? messages.failedWithoutReason)) : nothing}`;
}

function renderReason(text: string): TemplateResult {
  return html`<p class="reason" part="failed" title=${text}>${alertIcon(16)}<span>${text}</span></p>`;
}

function renderBadge({ entry, statusTag, lang, isUnreachable }: CardOptions, state: CardState): TemplateResult | typeof nothing {
  if (state === "unknown") return isUnreachable ? nothing : html`<span class="badge skeleton"></span>`;
  if (state === "none") return nothing;
  const model = entry?.generation ?? entry?.model;
  return html`<${statusTag} .model=${model} .lang=${lang}></${statusTag}>`;
}
