import { RECOMMENDED_VIEWS, REQUIRED_VIEWS, VIEWS, type Credits, type InputImages, type View } from "@model-3d/contract";
import { nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { Model3DEvent } from "../base/events.ts";
import { checkIcon, imageIcon } from "../base/icons.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import type { PhotoCheck } from "../coach/photo-check.ts";
import type { PhotoFinding } from "../coach/photo-finding.ts";
import { confirmStyles } from "./confirm.styles.ts";

export interface ConfirmQuestion {
  /** What is to be made into a model; empty when it has no name. */
  title: string;
  images: InputImages;
  /** Where to see the images, when their own addresses cannot be shown. */
  previews?: InputImages;
  /** Credits; the server's own figure when left out. */
  cost?: number;
  /** What the photo coach said of the images; without it they are looked at while the user reads. */
  findings?: readonly PhotoFinding[];
  /** Whether there is a version already. */
  isRegeneration: boolean;
}

export type CompleteImages = InputImages & Record<(typeof REQUIRED_VIEWS)[number], string>;

/** Whether the views without which nothing can be made are there. */
export function hasRequiredViews(images: InputImages | undefined): images is CompleteImages {
  return images !== undefined && REQUIRED_VIEWS.every((view) => images[view] !== undefined);
}

/** Asks before credits are spent: shows the views, the cost and the balance; asks for photos first where there are none. */
export class Model3DConfirm extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, confirmStyles];

  static override properties: PropertyDeclarations = {
    question: { state: true },
    credits: { state: true },
  };

  declare question: ConfirmQuestion | null;
  declare credits: Credits | null;
  #answer: ((images: CompleteImages | null) => void) | null = null;
  /** Comes with the first question. */
  #check: PhotoCheck | undefined;

  constructor() {
    super();
    this.question = null;
    this.credits = null;
    this.state = "empty";
  }

  /** Resolves to the images to send, or to `null` when the user does not want it. */
  async ask(question: ConfirmQuestion): Promise<CompleteImages | null> {
    this.#settle(null);
    this.question = question;
    this.credits = null;
    void this.#loadCheck();
    const answer = new Promise<CompleteImages | null>((resolve) => (this.#answer = resolve));
    this.activeClient.credits().then(
      (credits) => (this.credits = credits),
      (error: unknown) => void this.report(error),
    );
    return answer;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#settle(null);
  }

  async #loadCheck(): Promise<void> {
    if (this.#check !== undefined) return;
    const { PhotoCheck: Check } = await import("../coach/photo-check.ts");
    this.#check ??= new Check(this);
    this.requestUpdate();
  }

  protected override willUpdate(): void {
    this.#check?.follow(hasRequiredViews(this.question?.images) ? this.question : null, this.messages);
    if (this.question === null) this.state = "empty";
    else this.state = this.credits === null ? "loading" : "ready";
  }

  #settle(images: CompleteImages | null): void {
    const answer = this.#answer;
    this.#answer = null;
    this.question = null;
    answer?.(images);
  }

  #handleImages(event: Model3DEvent<"model-3d-images">): void {
    const { images, previews, findings } = event.detail;
    if (this.question !== null) this.question = { ...this.question, images, previews, findings };
  }

  protected override render(): TemplateResult {
    const { question, messages } = this;
    const heading = question?.isRegeneration ? messages.confirmAgainTitle : messages.confirmTitle;
    return html`<${this.tag("dialog")} .open=${question !== null} .heading=${heading} .lang=${this.activeLang} @close=${() => this.#settle(null)}>
      ${question === null ? nothing : this.#renderQuestion(question)}
    </${this.tag("dialog")}>`;
  }

  #renderQuestion(question: ConfirmQuestion): TemplateResult {
    const { images, previews } = question;
    if (!hasRequiredViews(images)) {
      return html`<${this.tag("upload")} .client=${this.activeClient} .lang=${this.activeLang} @model-3d-images=${this.#handleImages}></${this.tag("upload")}>`;
    }
    const { messages, credits } = this;
    const cost = question.cost ?? credits?.cost;
    // A host that lets its users overdraw may tell less than nothing.
    const available = credits === null ? undefined : Math.max(0, credits.available);
    const isShort = available !== undefined && cost !== undefined && available < cost;
    const figure = (count: number | undefined): string => (count === undefined ? "…" : messages.credits(count));
    return html`<p class="subject">${question.title === "" ? messages.confirmPhotos : messages.confirmSubject(question.title)}</p>
      <div class="views">${VIEWS.map((view) => this.#renderView(view, previews?.[view] ?? images[view]))}</div>
      <div class="photo-check" role="status">${this.#check?.render(messages) ?? html`<p>&nbsp;</p>`}</div>
      ${this.#renderHint(images, question.isRegeneration)}
      <dl>
        <div><dt>${messages.cost}</dt><dd>${figure(cost)}</dd></div>
        <div><dt>${messages.balance}</dt><dd>${figure(available)}</dd></div>
        ${isShort || available === undefined || cost === undefined
          ? nothing
          : html`<div><dt>${messages.balanceAfter}</dt><dd>${figure(available - cost)}</dd></div>`}
      </dl>
      ${isShort && available !== undefined && cost !== undefined
        ? html`<p class="short" role="alert">${messages.notEnough(cost, available)}</p>`
        : html`<p class="promise">${checkIcon()}<span>${messages.chargedOnSuccess}</span></p>`}
      <button slot="footer" type="button" @click=${() => this.#settle(null)}>${messages.cancel}</button>
      <button slot="footer" type="button" class="primary" autofocus ?disabled=${isShort} @click=${() => this.#settle(images)}>${messages.continue}</button>`;
  }

  #renderView(view: View, url: string | undefined): TemplateResult {
    const name = this.messages.viewName(view);
    return html`<figure>
      ${url === undefined ? html`<div class="missing">${imageIcon(20)}</div>` : html`<img src=${url} alt="" />`}
      <figcaption>${name}</figcaption>
    </figure>`;
  }

  #renderHint(images: InputImages, isRegeneration: boolean): TemplateResult | typeof nothing {
    const { messages } = this;
    const missing = RECOMMENDED_VIEWS.filter((view) => images[view] === undefined).map((view) => messages[view]);
    if (missing.length > 0) return html`<p class="hint">${messages.recommendViews(missing.join(` ${messages.and} `))}</p>`;
    return isRegeneration ? html`<p class="hint">${messages.confirmKeepsActive}</p>` : nothing;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-confirm": Model3DConfirm;
  }
}
