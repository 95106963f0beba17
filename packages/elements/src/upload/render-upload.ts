import { RECOMMENDED_VIEWS, REQUIRED_VIEWS, type View } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { cameraIcon } from "../base/icons.ts";
import { drawMask } from "../coach/draw-mask.ts";
import { renderFindings } from "../coach/render-findings.ts";
import { placedViews, type Photo } from "./photo.ts";
import { renderCard, type CardContext } from "./photo-card.ts";
import type { PhotoBoard } from "./photo-board.ts";
import { viewIcon } from "./view-guide.ts";

/** A place for each view that has one, with its photo or with the ways to one, and what the coach says of them. */
export function renderPlaces(upload: PhotoBoard): TemplateResult {
  const { photos, mover } = upload;
  // Keyed by photo, so that one which moves keeps its element.
  const places = placedViews(photos).map((view) => ({ view, photo: photos.find((photo) => photo.view === view) }));
  return html`<ul class="photos">
      ${repeat(
        places,
        ({ view, photo }) => (photo === undefined ? view : photo.id),
        ({ view, photo }) => html`<li class="slot ${mover.over === view ? "target" : ""}" part="slot" data-view=${view} data-id=${view}>${photo === undefined ? renderPlace(upload, view) : renderPhoto(upload, photo)}</li>`,
      )}
    </ul>
    ${renderCheck(upload)}`;
}

function renderPlace({ host: { hasCamera }, messages, texts, intake, isSending }: PhotoBoard, view: View): TemplateResult {
  const isRequired = REQUIRED_VIEWS.some((required) => required === view);
  return html`<div class="place ${isRequired ? "required" : ""}">
    <button type="button" class="quiet" ?disabled=${isSending} aria-label=${texts.addView(view)} @click=${() => intake.pick(view)}>
      ${viewIcon(view, 36)}<span>${messages.viewName(view)}</span><small>${isRequired ? texts.needed : RECOMMENDED_VIEWS.some((recommended) => recommended === view) ? texts.recommended : texts.optional}</small>
    </button>
    ${hasCamera
      ? html`<button type="button" class="icon quiet" ?disabled=${isSending} aria-label=${texts.takeView(view)} @click=${() => intake.take(view)}>${cameraIcon()}</button>`
      : nothing}
  </div>`;
}

function renderPhoto(upload: PhotoBoard, photo: Photo): TemplateResult {
  const { checks, mover, messages, texts, coachTexts, isSending } = upload;
  const examination = checks.examinationOf(photo.id);
  const context: CardContext = {
    messages,
    texts,
    coachTexts,
    mover,
    isSending,
    onRelabel: ({ id }, view) => upload.movePhoto(id, view),
    onRemove: (removed) => upload.removePhoto(removed),
    onMend: (mended) => void upload.brush.open(mended),
    onReplace: ({ view }) => upload.intake.pick(view),
    onRetry: (failed) => void upload.retry(failed),
  };
  const check = {
    findings: upload.findings.filter(({ view }) => view === photo.view),
    isUnchecked: checks.isUnchecked(photo.id),
    isLooking: examination === null,
    mask: upload.hasMasks ? (examination?.mask ?? null) : null,
    drawMask,
  };
  return renderCard(photo, check, context);
}

function renderCheck(upload: PhotoBoard): TemplateResult | typeof nothing {
  const { coachTexts: texts, checks, photos, messages } = upload;
  const looked = photos.filter(({ error }) => error === null);
  if (looked.length === 0) return nothing;
  // Beside one that cannot be used, that all are good would be wrong; what is wrong with that one is said at it.
  const isSilent = looked.length < photos.length && upload.findings.length === 0;
  const unchecked = looked.some(({ id }) => checks.isUnchecked(id));
  const rename = (from: View, to: View): void => {
    const photo = photos.find(({ view }) => view === from);
    if (photo !== undefined) upload.movePhoto(photo.id, to);
  };
  const isLooking = checks.isLooking || looked.some(({ size }) => size === null);
  return html`<section class="check" part="check" aria-label=${texts.title}>
    <div class="check-head">
      <div role="status">
        ${isLooking ? html`<p class="verdict-line muted">${texts.looking}</p>` : unchecked ? html`<p class="verdict-line muted">${texts.unchecked}</p>` : isSilent ? nothing : renderFindings(upload.findings, messages, texts, rename)}
      </div>
      <label class="toggle"><input type="checkbox" role="switch" .checked=${upload.hasMasks} @change=${(event: Event) => upload.showMasks((event.target as HTMLInputElement).checked)} /> ${texts.showMasks}</label>
    </div>
    ${upload.hasMasks ? html`<p class="muted">${texts.maskHint}</p>` : nothing}
  </section>`;
}

export function renderActions(upload: PhotoBoard): TemplateResult {
  const { messages, texts, photos, isSending, isComplete, missing } = upload;
  const names = missing.map((view) => messages.viewName(view).toLowerCase());
  const unsent = photos.some(({ canRetry }) => canRetry);
  const hasErrors = photos.some(({ error, canRetry }) => error !== null && !canRetry);
  const hint = missing.length > 0 ? texts.missing(names.join(` ${messages.and} `)) : hasErrors ? texts.refused : unsent ? texts.unsent : texts.complete;
  return html`<div class="actions">
    <span class="muted">${hint}</span>
    <button type="button" class="primary" ?disabled=${!isComplete} aria-busy=${isSending} @click=${() => upload.send()}>${isSending ? texts.sending : texts.send}</button>
  </div>`;
}
