import { hasRequiredViews, RECOMMENDED_VIEWS, VIEWS, type InputImages, type View } from "@model-3d/contract";
import { nothing, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import { hideBroken } from "../base/hide-broken.ts";
import type { ElementLink } from "../base/element-link.ts";
import type { Model3DEvent } from "../base/events.ts";
import { checkIcon, imageIcon } from "../base/icons.ts";
import { PhotoCheck } from "../coach/photo-check.ts";
import type { Model3DConfirm } from "./confirm.component.ts";
import type { ConfirmQuestion } from "./confirm-question.ts";

/** The question itself: the views, what the photo coach says of them, the cost and the balance. */
export class ConfirmPanel {
  readonly #host: Model3DConfirm;
  readonly #link: ElementLink;
  readonly #check: PhotoCheck;

  constructor(host: Model3DConfirm, link: ElementLink) {
    this.#host = host;
    this.#link = link;
    this.#check = new PhotoCheck(host);
  }

  /** Before the element draws: follows the photos that are asked about. */
  prepare(): void {
    const { question, messages } = this.#host;
    this.#check.follow(hasRequiredViews(question?.images) ? question : null, messages);
  }

  #handleImages(event: Model3DEvent<"model-3d-images">): void {
    const { images, previews, findings } = event.detail;
    const { question } = this.#host;
    if (question !== null) this.#host.question = { ...question, images, previews, findings };
  }

  render(): TemplateResult {
    const { question } = this.#host;
    return question === null ? html`` : this.#renderQuestion(question);
  }

  #renderQuestion(question: ConfirmQuestion): TemplateResult {
    const { images, previews } = question;
    if (!hasRequiredViews(images)) {
      return html`<${this.#link.tag("upload")} .client=${this.#host.activeClient} .lang=${this.#host.activeLang} @model-3d-images=${this.#handleImages.bind(this)}></${this.#link.tag("upload")}>`;
    }
    const { messages, credits, hasFailed } = this.#host;
    const { isLooking } = this.#check;
    const cost = question.cost ?? credits?.cost;
    // A host that lets its users overdraw may tell less than nothing.
    const available = credits === null ? undefined : Math.max(0, credits.available);
    const isShort = available !== undefined && cost !== undefined && available < cost;
    const isRefused = isShort && credits?.whenInsufficient !== "allow";
    // Nobody agrees to pay what is not said. It keeps the focus, which a disabled button would lose.
    const isHeld = isLooking || isRefused || cost === undefined;
    const figure = (count: number | undefined): string => (count === undefined ? "…" : messages.credits(count));
    return html`<p class="subject">${question.title === "" ? messages.confirmPhotos : messages.confirmSubject(question.title)}</p>
      <div class="views">${VIEWS.map((view) => this.#renderView(view, previews?.[view] ?? images[view]))}</div>
      <div class="photo-check" id="photo-check" role="status">${this.#check.render(messages)}</div>
      ${this.#renderHint(images, question.isRegeneration)}
      <dl>
        <div><dt>${messages.cost}</dt><dd>${figure(cost)}</dd></div>
        <div><dt>${messages.balance}</dt><dd>${figure(available)}</dd></div>
        ${isRefused || available === undefined || cost === undefined
          ? nothing
          : html`<div><dt>${messages.balanceAfter}</dt><dd>${figure(Math.max(0, available - cost))}</dd></div>`}
      </dl>
      ${hasFailed
        ? html`<p class="short" role="alert">${messages.creditsError} <button type="button" @click=${() => this.#host.askBalance()}>${messages.retry}</button></p>`
        : nothing}
      ${isShort
        ? html`<p class="short ${isRefused ? "" : "allowed"}" id="short" role="alert">${isRefused ? messages.notEnough(cost, available) : messages.fallsShort(cost, available)}</p>`
        : html`<p class="promise">${checkIcon()}<span>${messages.chargedOnSuccess}</span></p>`}
      <button slot="footer" type="button" @click=${() => this.#host.answer(null)}>${messages.cancel}</button>
      <button
        slot="footer"
        type="button"
        class="primary"
        autofocus
        aria-disabled=${isHeld ? "true" : nothing}
        aria-describedby=${isRefused ? "short" : isLooking ? "photo-check" : nothing}
        @click=${() => isHeld || this.#host.answer(images)}
      >
        ${messages.continue}
      </button>`;
  }

  #renderView(view: View, url: string | undefined): TemplateResult {
    const name = this.#host.messages.viewName(view);
    return html`<figure>
      ${url === undefined ? html`<div class="missing">${imageIcon(20)}</div>` : html`<img src=${url} alt="" @error=${hideBroken} @load=${hideBroken} />`}
      <figcaption>${name}</figcaption>
    </figure>`;
  }

  #renderHint(images: InputImages, isRegeneration: boolean): TemplateResult | typeof nothing {
    const { messages } = this.#host;
    const missing = RECOMMENDED_VIEWS.filter((view) => images[view] === undefined).map((view) => messages[view]);
    if (missing.length > 0) return html`<p class="hint">${messages.recommendViews(missing.join(` ${messages.and} `))}</p>`;
    return isRegeneration ? html`<p class="hint">${messages.confirmKeepsActive}</p>` : nothing;
  }
}
