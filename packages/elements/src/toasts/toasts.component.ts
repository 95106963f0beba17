import { html, type CSSResultGroup, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { alertIcon, checkIcon, closeIcon, refreshIcon, sparkIcon } from "../base/icons.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import { placeOf } from "./place-of.ts";
import { toastsStyles } from "./toasts.styles.ts";

export type ToastTone = "info" | "success" | "warning" | "danger";

interface Toast {
  id: number;
  text: string;
  tone: ToastTone;
  about: string;
}

/** How long a toast stays, the longer the more there is to read; and for as long as it is pointed at or has the focus. */
const MIN_TOAST_MS = 7_000;
const TOAST_MS_PER_LETTER = 90;
const MAX_TOASTS = 3;

const isLight = ({ tone }: Pick<Toast, "tone">): boolean => tone === "info" || tone === "success";

const icons = { info: sparkIcon, success: checkIcon, warning: refreshIcon, danger: alertIcon } as const;

/**
 * Short messages in a live region, above everything else of the page. Of all regions in a page one shows the messages of all, so
 * that they stand in one pile: of those that are drawn the one inside the dialog that is open, since nothing outside of it can be
 * pressed or heard.
 *
 * @csspart toast - one message
 */
export class Model3DToasts extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, toastsStyles];

  static override properties: DefaultingDeclarations = { toasts: { state: true, initial: [] } };

  /** The regions in the page, in the order in which they came. */
  static readonly #regions = new Set<Model3DToasts>();

  declare toasts: readonly Toast[];
  #nextId = 1;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  constructor() {
    super();
    this.state = "empty";
  }

  /** `about` is what it is news of: newer news of the same takes its place. */
  show(text: string, tone: ToastTone = "info", about: string = text): void {
    (Model3DToasts.#regionInCharge() ?? this).#add({ text, tone, about });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    Model3DToasts.#regions.add(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    Model3DToasts.#regions.delete(this);
    const left = this.toasts;
    for (const { id } of left) this.#dismiss(id);
    const next = Model3DToasts.#regionInCharge();
    if (next !== undefined) for (const toast of left) next.#add(toast);
  }

  protected override willUpdate(): void {
    this.state = this.toasts.length > 0 ? "ready" : "empty";
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has("toasts")) return;
    const region = this.renderRoot.querySelector<HTMLElement>(".region");
    // The top layer is the only place above an open dialog; entering it anew puts the region in front.
    if (region?.matches(":popover-open")) region.hidePopover();
    if (this.toasts.length > 0) region?.showPopover();
  }

  static #regionInCharge(): Model3DToasts | undefined {
    const regions = [...Model3DToasts.#regions].map((region) => ({ region, ...placeOf(region) })).filter(({ isDrawn }) => isDrawn);
    return (regions.findLast(({ isInModal }) => isInModal) ?? regions[0])?.region;
  }

  #add(news: Omit<Toast, "id">): void {
    const toast = { ...news, id: this.#nextId++ };
    const older = this.toasts.filter(({ about }) => about !== toast.about);
    // Good news makes room, and pushes out no bad news.
    while (older.length >= MAX_TOASTS) {
      const dropped = older.findIndex(isLight);
      if (dropped < 0 && isLight(toast)) break;
      older.splice(Math.max(0, dropped), 1);
    }
    this.toasts = [...older, toast];
    this.#keep(toast);
  }

  #keep({ id, text }: Toast): void {
    this.#hold(id);
    this.#timers.set(id, setTimeout(() => this.#dismiss(id), Math.max(MIN_TOAST_MS, text.length * TOAST_MS_PER_LETTER)));
  }

  #hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  #dismiss(id: number): void {
    this.#hold(id);
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  protected override render(): TemplateResult {
    return html`<div aria-live="polite" role="status">
      <div class="region" popover="manual">
        ${repeat(
          this.toasts,
          ({ id }) => id,
          (toast) =>
            html`<div
              class="toast ${toast.tone}"
              part="toast"
              @pointerenter=${() => this.#hold(toast.id)}
              @pointerleave=${() => this.#keep(toast)}
              @focusin=${() => this.#hold(toast.id)}
              @focusout=${() => this.#keep(toast)}
            >
              ${icons[toast.tone]()}
              <p>${toast.text}</p>
              <button class="icon quiet" type="button" aria-label=${this.messages.dismiss} @click=${() => this.#dismiss(toast.id)}>${closeIcon()}</button>
            </div>`,
        )}
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-toasts": Model3DToasts;
  }
}
