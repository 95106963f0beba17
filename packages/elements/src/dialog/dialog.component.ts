import { nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { closeIcon } from "../base/icons.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import { dialogStyles } from "./dialog.styles.ts";

/** `full` takes the page but for a rim of backdrop, which closes it. */
export type DialogSize = "small" | "medium" | "large" | "full";

/**
 * A real modal `<dialog>`: closes by its X, by Escape and by the backdrop, and gives the focus back.
 *
 * @slot - what it shows
 * @slot footer - buttons
 * @fires close - it has closed, by whatever way
 * @csspart dialog - the `<dialog>`
 */
export class Model3DDialog extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, dialogStyles];

  static override properties: DefaultingDeclarations = {
    open: { type: Boolean, reflect: true, initial: false },
    heading: { type: String, initial: "" },
    size: { type: String, reflect: true, initial: "small" },
    hasFooter: { state: true, initial: false },
    scrolls: { state: true, initial: false },
  };

  declare open: boolean;
  declare heading: string;
  declare size: DialogSize;
  declare hasFooter: boolean;
  /** Whether there is more than fits: then the keyboard can scroll it. */
  declare scrolls: boolean;
  readonly #sizes = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(() => this.#measure());
  #opener: HTMLElement | null = null;
  #pressedBackdrop = false;
  /** Whether it was opened and nobody was told yet that it has closed. */
  #isShown = false;

  constructor() {
    super();
    this.state = "ready";
  }

  protected override willUpdate(): void {
    // Before the slot tells of it: a button in a footer that is not drawn yet takes no focus.
    if (this.open) this.hasFooter = this.querySelector(":scope > [slot=footer]") !== null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const dialog = this.#dialog;
    if (!changed.has("open") || dialog === null || dialog.open === this.open) return;
    if (this.open) {
      this.#opener = focusedElement();
      dialog.showModal();
      this.#isShown = true;
      for (const part of dialog.querySelectorAll(".body, .content")) this.#sizes?.observe(part);
      // The browser looks for it inside the dialog's own tree, where what is slotted in does not count.
      this.querySelector<HTMLElement>("[autofocus]:not(:disabled)")?.focus();
    } else {
      this.#sizes?.disconnect();
      dialog.close();
      this.#handleClose();
    }
  }

  #measure(): void {
    const body = this.renderRoot.querySelector(".body");
    this.scrolls = body !== null && body.scrollHeight > body.clientHeight;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
    if (this.#dialog?.open) this.#dialog.close();
    const wasOpen = this.open;
    this.open = this.#isShown = false;
    // Whoever holds it open would otherwise never open it again.
    if (wasOpen) this.dispatchEvent(new Event("close"));
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  /** Closes as the X does: the browser's own way gives the focus back before it tells, and a key pressed in between would be lost. */
  #handleCancel(event: Event): void {
    if (event.target !== this.#dialog) return;
    event.preventDefault();
    this.open = false;
  }

  #handleClose(): void {
    // The browser tells a moment late: it may be open again.
    if (!this.#isShown || this.#dialog?.open) return;
    this.#isShown = false;
    this.open = false;
    this.dispatchEvent(new Event("close"));
    if (this.#opener?.isConnected) this.#opener.focus();
    this.#opener = null;
  }

  /** A press that began inside, as when text is selected, is not a press on the backdrop. */
  #handlePress(event: PointerEvent): void {
    this.#pressedBackdrop = event.target === this.#dialog;
  }

  /** The second of a double click was meant for what opened the dialog. */
  #handleClick(event: MouseEvent): void {
    if (this.#pressedBackdrop && event.target === this.#dialog && event.detail < 2) this.open = false;
    this.#pressedBackdrop = false;
  }

  #handleFooter(event: Event): void {
    this.hasFooter = (event.target as HTMLSlotElement).assignedElements().length > 0;
  }

  protected override render(): TemplateResult {
    return html`<dialog part="dialog" aria-labelledby="heading" @cancel=${this.#handleCancel} @close=${this.#handleClose} @pointerdown=${this.#handlePress} @click=${this.#handleClick}>
      ${this.open
        ? html`<header role="none">
              <h2 id="heading">${this.heading}</h2>
              <button class="icon quiet" type="button" aria-label=${this.messages.close} @click=${() => (this.open = false)}>${closeIcon()}</button>
            </header>
            <div class="body" tabindex=${this.scrolls ? "0" : nothing}><div class="content"><slot></slot></div></div>
            <footer class=${this.hasFooter ? "filled" : ""}><slot name="footer" @slotchange=${this.#handleFooter}></slot></footer>
            <${this.tag("toasts")} .lang=${this.activeLang}></${this.tag("toasts")}>`
        : nothing}
    </dialog>`;
  }
}

/** The element that really has the focus, through all shadow roots. */
function focusedElement(): HTMLElement | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement ? element : null;
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-dialog": Model3DDialog;
  }
}
