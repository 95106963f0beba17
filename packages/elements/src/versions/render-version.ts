import type { Model } from "@model-3d/contract";
import { nothing, type TemplateResult } from "lit";
import { html, type StaticValue } from "lit/static-html.js";
import { hideBroken } from "../base/hide-broken.ts";
import { checkIcon, cubeIcon, downloadIcon, trashIcon } from "../base/icons.ts";
import { formatTime } from "../locale/format-time.ts";
import type { VersionsTexts } from "../locale/en-versions.ts";
import type { Messages } from "../locale/locale.ts";
import { isRunning } from "../models/source-models.ts";
import { renderTick, type CompareChoice } from "./compare-versions.ts";
import { renderMatch } from "./render-match.ts";

export interface VersionOptions {
  messages: Messages;
  versionsTexts: VersionsTexts;
  lang: string;
  choice: CompareChoice;
  /** It is the active one and no other could take its place, so that it cannot be deleted. */
  isOnly: boolean;
  /** A change of it is on its way. */
  isBusy: boolean;
  statusTag: StaticValue;
  onTick: (isTicked: boolean) => void;
  onActivate: () => void;
  onView: () => void;
  onExport: () => void;
  onDelete: () => void;
}

/** One version: its picture, number, state and time, and what can be done with it. */
export function renderVersion(model: Model, { messages, versionsTexts, lang, choice, isOnly, isBusy, statusTag, ...on }: VersionOptions): TemplateResult {
  const isDone = model.status === "SUCCEEDED";
  return html`<li class="version ${model.is_active ? "active" : ""}" part="version" data-id=${model.id}>
    <div class="thumbnail">${model.thumbnail_url === null ? cubeIcon(28) : html`<img src=${model.thumbnail_url} alt="" loading="lazy" @error=${hideBroken} @load=${hideBroken} />`}${renderTick(choice, model, versionsTexts, on.onTick)}</div>
    <div class="facts">
      <div class="name">
        ${messages.version(model.version)}
        ${model.is_active
          ? html`<span class="badge success">${checkIcon()}${messages.active}</span>`
          : isDone
            ? nothing
            : html`<${statusTag} .model=${model} .lang=${lang}></${statusTag}>`}
      </div>
      <p class="muted">${isDone ? html`${messages.statusReady} · ` : nothing}<time datetime=${model.created_at}>${formatTime(model.created_at, lang)}</time></p>
      <slot name="item-${model.id}"></slot>
      ${isDone || isRunning(model) ? nothing : html`<p class="reason">${messages.failedBecause(model.task_error ?? messages.failedWithoutReason)}</p>`}
    </div>
    <div class="actions" role="group" aria-label=${versionsTexts.actionsForVersion(model.version)}>
      ${isDone && !model.is_active ? html`<button type="button" aria-busy=${isBusy} @click=${on.onActivate}>${messages.setActive}</button>` : nothing}
      ${isDone
        ? html`<button type="button" @click=${on.onView}>${messages.view3d}</button>
            <button type="button" class="export" title=${messages.export} @click=${on.onExport}>${downloadIcon(16)}<span class="label">${messages.export}</span></button>`
        : nothing}
      <button class="icon danger" type="button" aria-label=${messages.delete} title=${isOnly ? versionsTexts.deleteOnly : messages.delete} aria-description=${isOnly ? versionsTexts.deleteOnly : nothing} aria-disabled=${isOnly ? "true" : nothing} aria-busy=${isBusy} @click=${on.onDelete}>${trashIcon()}</button>
    </div>
    ${model.photo_match ? renderMatch(model.photo_match, versionsTexts, messages) : nothing}
  </li>`;
}
