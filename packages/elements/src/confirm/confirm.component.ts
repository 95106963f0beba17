import type { Credits } from "@model-3d/contract";
import { css, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { LazyPart } from "../base/lazy-part.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import type { ConfirmPanel } from "./confirm-panel.ts";
import type { CompleteImages, ConfirmQuestion } from "./confirm-question.ts";

/** Asks before credits are spent: shows the views, the cost and the balance; asks for photos first where there are none. */
export class Model3DConfirm extends Model3DElement {
  static override styles: CSSResultGroup = [
    Model3DElement.styles,
    css`
      :host {
        display: contents;
      }
    `,
  ];

  static override properties: DefaultingDeclarations = {
    question: { state: true, initial: null },
    credits: { state: true, initial: null },
    hasFailed: { state: true, initial: false },
  };

  declare question: ConfirmQuestion | null;
  declare credits: Credits | null;
  /** Whether the balance was asked for and could not be had. */
  declare hasFailed: boolean;
  #resolve: ((images: CompleteImages | null) => void) | null = null;

  /** Comes with the first question. */
  readonly #panel = new LazyPart<ConfirmPanel>(this, {
    fetch: async (messages, known) => {
      const [{ ConfirmPanel: Panel }, { confirmStyles }, texts] = await Promise.all([import("./confirm-panel.ts"), import("./confirm.styles.ts"), messages.confirmTexts()]);
      return { part: Object.assign(known ?? new Panel(this, this.link), { texts }), styles: [confirmStyles] };
    },
    isWanted: () => this.question !== null,
    report: (error) => void this.report(error),
  });

  constructor() {
    super();
    this.state = "empty";
  }

  /** Resolves to the images to send, or to `null` when the user does not want it. */
  async ask(question: ConfirmQuestion): Promise<CompleteImages | null> {
    this.answer(null);
    this.question = question;
    this.credits = null;
    const answer = new Promise<CompleteImages | null>((resolve) => (this.#resolve = resolve));
    void this.askBalance();
    return answer;
  }

  /** @internal */
  async askBalance(): Promise<void> {
    const asked = this.#resolve;
    this.hasFailed = false;
    try {
      const credits = await this.activeClient.credits();
      // A late answer is not to a question that came after.
      if (asked === this.#resolve) this.credits = credits;
    } catch (error) {
      if (asked === this.#resolve) this.hasFailed = true;
      this.report(error);
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.answer(null);
  }

  protected override willUpdate(): void {
    this.#panel.part?.prepare();
    if (this.question === null) this.state = "empty";
    else this.state = this.hasFailed ? "error" : this.credits === null ? "loading" : "ready";
  }

  /** @internal */
  answer(images: CompleteImages | null): void {
    const resolve = this.#resolve;
    this.#resolve = null;
    this.question = null;
    resolve?.(images);
  }

  protected override render(): TemplateResult {
    const { question, messages } = this;
    // It opens as large as it is: what it asks is there, or why it is not.
    const isOpen = question !== null && (this.#panel.part !== undefined || this.#panel.hasFailed);
    const heading = question?.isRegeneration ? messages.confirmAgainTitle : messages.confirmTitle;
    return html`<${this.tag("dialog")} .open=${isOpen} .heading=${heading} .lang=${this.activeLang} @close=${() => this.answer(null)}>
      ${isOpen ? this.#panel.render() : nothing}
    </${this.tag("dialog")}>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-confirm": Model3DConfirm;
  }
}
