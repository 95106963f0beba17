import { VIEWS, type View } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import { hideBroken } from "../base/hide-broken.ts";
import { alertIcon, brushIcon, checkIcon, closeIcon, imageIcon, moveIcon, refreshIcon } from "../base/icons.ts";
import type { ShownMask } from "../coach/photo-examiner.ts";
import type { PhotoFinding } from "../coach/photo-finding.ts";
import type { CoachTexts } from "../locale/en-coach.ts";
import type { UploadTexts } from "../locale/en-upload.ts";
import type { Messages } from "../locale/locale.ts";
import type { Photo } from "./photo.ts";
import type { PhotoMover } from "./photo-mover.ts";

export interface CardContext {
  messages: Messages;
  texts: UploadTexts;
  coachTexts: CoachTexts;
  mover: PhotoMover;
  isSending: boolean;
  onRelabel: (photo: Photo, view: View) => void;
  onRemove: (photo: Photo) => void;
  onReplace: (photo: Photo) => void;
  onMend: (photo: Photo) => void;
  onRetry: (photo: Photo) => void;
}

export interface CardCheck {
  findings: readonly PhotoFinding[];
  isUnchecked: boolean;
  isLooking: boolean;
  /** The mask to show over the photo; `null` when it is not asked for or not known. */
  mask: ShownMask | null;
  drawMask: (canvas: HTMLCanvasElement, mask: ShownMask) => void;
}

/** Styles are set as properties: a strict policy refuses them as attributes. */
export function renderCard(photo: Photo, check: CardCheck, context: CardContext): TemplateResult {
  const { messages, texts, mover, isSending } = context;
  const { name } = photo.file;
  const offset = mover.offsetOf(photo.id);
  return html`<div
    class="card ${offset === null ? "" : "dragged"} ${mover.isGrabbed(photo.id) ? "grabbed" : ""} ${photo.error === null ? "" : "bad"}"
    part="photo"
    .style=${offset === null ? "" : `transform: translate(${offset.x}px, ${offset.y}px)`}
  >
    <div class="picture" @pointerdown=${(event: PointerEvent) => event.pointerType === "mouse" && !isSending && mover.handlePointerDown(event, photo)} @pointermove=${mover.handlePointerMove} @pointerup=${mover.handlePointerUp} @pointercancel=${mover.handlePointerUp}>
      <img src=${photo.preview} alt=${messages.viewName(photo.view)} draggable="false" @error=${hideBroken} @load=${hideBroken} />
      ${check.mask === null ? nothing : renderMask(check.mask, check.drawMask)}
    </div>
    <div class="tools">
      <button
        class="icon handle"
        type="button"
        ?disabled=${isSending}
        data-handle=${photo.id}
        aria-label=${texts.move(name)}
        aria-describedby="how"
        aria-pressed=${mover.isGrabbed(photo.id)}
        @keydown=${(event: KeyboardEvent) => mover.handleKey(event, photo)}
        @blur=${() => mover.handleBlur(photo)}
        @pointerdown=${(event: PointerEvent) => mover.handlePointerDown(event, photo)}
        @pointermove=${mover.handlePointerMove}
        @pointerup=${mover.handlePointerUp}
        @pointercancel=${mover.handlePointerUp}
      >
        ${moveIcon()}
      </button>
      <button class="icon" type="button" ?disabled=${isSending || photo.size === null || photo.error !== null} aria-label=${texts.mend(name)} title=${texts.mend(name)} @click=${() => context.onMend(photo)}>${brushIcon()}</button>
      <button class="icon" type="button" ?disabled=${isSending} aria-label=${texts.replace(name)} @click=${() => context.onReplace(photo)}>${imageIcon()}</button>
      <button class="icon" type="button" ?disabled=${isSending} aria-label=${texts.remove(name)} @click=${() => context.onRemove(photo)}>${closeIcon()}</button>
    </div>
    <div class="facts">
      <select aria-label=${texts.viewOf(name)} ?disabled=${isSending} .value=${photo.view} @change=${(event: Event) => context.onRelabel(photo, (event.target as HTMLSelectElement).value as View)}>
        ${VIEWS.map((view) => html`<option value=${view} ?selected=${view === photo.view}>${messages.viewName(view)}</option>`)}
      </select>
      <div class="line">
        <span class="muted">${photo.size === null ? nothing : messages.dimensions(photo.size.width, photo.size.height)}</span>
        ${photo.original === null ? nothing : html`<span class="muted">${texts.mended}</span>`}
        ${photo.error === null ? renderVerdict(check, context.coachTexts) : nothing}
      </div>
      ${photo.error === null ? nothing : html`<span class="bad" role="alert">${photo.error}</span>`}
      ${photo.canRetry && !isSending ? html`<button type="button" class="small" aria-label=${texts.retry(name)} @click=${() => context.onRetry(photo)}>${refreshIcon()} ${messages.retry}</button>` : nothing}
      ${isSending || photo.answer !== null ? renderProgress(texts.progressOf(name), photo.sent) : nothing}
    </div>
  </div>`;
}

function renderMask(mask: ShownMask, drawMask: CardCheck["drawMask"]): TemplateResult {
  return html`<canvas aria-hidden="true" ${ref((canvas) => canvas instanceof HTMLCanvasElement && drawMask(canvas, mask))}></canvas>`;
}

function renderVerdict({ findings, isUnchecked, isLooking }: CardCheck, texts: CoachTexts): TemplateResult | typeof nothing {
  if (isUnchecked) return nothing;
  if (isLooking) return html`<span class="verdict muted">${texts.photoLooking}</span>`;
  const told = findings.filter(({ severity }) => severity !== "info");
  if (told.length === 0) return html`<span class="verdict good">${checkIcon(14)} ${texts.photoGood}</span>`;
  return html`<span class="verdict doubt">${alertIcon(14)} ${texts.photoCount(told.length)}</span>`;
}

function renderProgress(label: string, fraction: number): TemplateResult {
  const percent = Math.round(fraction * 100);
  return html`<div class="progress" role="progressbar" aria-label=${label} aria-valuenow=${percent}><span .style=${`inline-size: ${percent}%`}></span></div>`;
}
