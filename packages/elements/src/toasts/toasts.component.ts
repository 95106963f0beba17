import { html, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { closeIcon } from "../base/icons.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import { toastsStyles } from "./toasts.styles.ts";

export type ToastTone = "info" | "success" | "warning" | "danger";

interface Toast {
  id: number;
  text: string;
  tone: ToastTone;
}

/** How long a toast stays: long enough to read it, and for as long as it is pointed at or has the focus. */
const TOAST_MS = 7_000;
const MAX_TOASTS = 3;

/** Short messages in a live region, above everything else of the page. */
export class Model3DToasts extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, toastsStyles];

  static override properties: PropertyDeclarations = { toasts: { state: true } };

  declare toasts: readonly Toast[];
  #nextId = 1;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  constructor() {
    super();
    this.toasts = [];
    this.state = "empty";
  }

  show(text: string, tone: ToastTone = "info"): void {
    const toast = { id: this.#nextId++, text, tone };
    this.toasts = [...this.toasts.filter((other) => other.text !== text), toast].slice(-MAX_TOASTS);
    this.#keep(toast.id);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.toasts = [];
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

  #keep(id: number): void {
    this.#hold(id);
    this.#timers.set(id, setTimeout(() => this.#dismiss(id), TOAST_MS));
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
          ({ id, text, tone }) =>
            html`<div
              class="toast ${tone}"
              part="toast"
              @pointerenter=${() => this.#hold(id)}
              @pointerleave=${() => this.#keep(id)}
              @focusin=${() => this.#hold(id)}
              @focusout=${() => this.#keep(id)}
            >
              <p>${text}</p>
              <button class="icon quiet" type="button" aria-label=${this.messages.dismiss} @click=${() => this.#dismiss(id)}>${closeIcon()}</button>
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
