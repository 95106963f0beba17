import { Task } from "@lit/task";
import type { Credits, ShortCharge } from "@model-3d/contract";
import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from "lit";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { EventStreamController } from "../base/event-stream-controller.ts";
import { alertIcon, coinIcon } from "../base/icons.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import { creditsStyles } from "./credits.styles.ts";

/**
 * The balance, what is on hold, what a generation costs, a warning when it runs low, and what was missing when a model cost more than there was.
 *
 * @slot error - instead of the words when the balance cannot be loaded
 * @fires model-3d-credits-low - what is available has fallen below `low-at`, or below what the server calls low: then `lowAt` is `null`
 * @csspart balance - the figures
 * @csspart low - the warning
 * @csspart short - what was missing
 */
export class Model3DCredits extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, creditsStyles];

  static override properties: DefaultingDeclarations = {
    lowAt: { type: Number, attribute: "low-at" },
    credits: { state: true },
    short: { state: true },
  };

  /** Below this many available credits the warning shows; by default the server decides. */
  declare lowAt: number | undefined;
  declare credits: Credits | undefined;
  /** The last charge that fell short, until credits come in. */
  declare short: ShortCharge | undefined;
  #wasLow = false;

  readonly #stream = new EventStreamController(this, {
    onEvent: (event) => {
      if (event.type !== "credits.changed" || this.credits === undefined) return;
      const { balance, held, available, low, short } = event;
      if (short !== undefined || balance > this.credits.balance) this.short = short;
      this.credits = { ...this.credits, balance, held, available, low };
    },
    onReset: () => void this.#load.run(),
  });

  readonly #load = new Task(this, {
    args: () => [this.activeClient] as const,
    task: async ([client], { signal }) => {
      await this.#stream.ready;
      return client.credits({ signal });
    },
    onComplete: (credits) => (this.credits = credits),
    onError: (error) => void this.report(error),
  });

  get #isLow(): boolean {
    if (this.credits === undefined) return false;
    return this.lowAt === undefined ? this.credits.low : this.credits.available < this.lowAt;
  }

  protected override willUpdate(): void {
    if (this.credits !== undefined) this.state = "ready";
    else this.state = this.#load.error === undefined ? "loading" : "error";
  }

  protected override updated(_changed: PropertyValues<this>): void {
    const isLow = this.#isLow;
    if (isLow && !this.#wasLow && this.credits !== undefined) {
      this.emit("model-3d-credits-low", { available: this.credits.available, lowAt: this.lowAt ?? null });
    }
    this.#wasLow = isLow;
  }

  protected override render(): TemplateResult {
    const { messages, credits } = this;
    if (credits === undefined) {
      if (this.state === "loading") return html`<div class="skeleton" role="img" aria-label=${messages.itemsLoading}></div>`;
      return html`<slot name="error"
        ><div class="balance" role="alert">
          ${messages.creditsError}
          <button type="button" @click=${() => this.#load.run()}>${messages.retry}</button>
        </div></slot
      >`;
    }
    return html`<div class="balance" part="balance" role="group" aria-label=${messages.creditsLabel}>
        ${coinIcon()} <strong>${messages.credits(Math.max(0, credits.available))}</strong>
        <span class="muted">${messages.creditsEach(credits.cost)}</span>
        ${credits.held > 0 ? html`<span class="muted">${messages.creditsHeld(credits.held)}</span>` : nothing}
      </div>
      <div aria-live="polite">${this.#isLow ? html`<div class="low" part="low">${alertIcon(16)} ${messages.creditsLow(credits.cost)}</div>` : nothing}
        ${this.short === undefined ? nothing : html`<div class="low" part="short">${alertIcon(16)} ${messages.creditsShort(this.short.charged, this.short.short)}</div>`}</div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-credits": Model3DCredits;
  }
}
