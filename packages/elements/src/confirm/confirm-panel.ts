import type { EventStreamHandle } from "@model-3d/client";
import { hasRequiredViews, isUsualView, RECOMMENDED_VIEWS, VIEWS, type InputImages, type StreamEvent, type View } from "@model-3d/contract";
import { nothing, type ReactiveController, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { html } from "lit/static-html.js";
import { hideBroken } from "../base/hide-broken.ts";
import type { ElementLink } from "../base/element-link.ts";
import type { Model3DEvent } from "../base/events.ts";
import { checkIcon, imageIcon } from "../base/icons.ts";
import { PhotoCheck } from "../coach/photo-check.ts";
import type { ConfirmTexts } from "../locale/en-confirm.ts";
import type { Messages } from "../locale/locale.ts";
import type { Model3DConfirm } from "./confirm.component.ts";
import type { ConfirmQuestion } from "./confirm-question.ts";

/** The question itself: the views, what the photo coach says of them, the cost and the balance. */
export class ConfirmPanel implements ReactiveController {
  declare texts: ConfirmTexts;
  readonly #host: Model3DConfirm;
  readonly #link: ElementLink;
  readonly #check: PhotoCheck;
  /** Credits may have been bought in another window, of which no news comes where there is no stream. */
  readonly #askBalance = (): void => void (this.#host.question !== null && this.#host.askBalance());
  #news: EventStreamHandle | undefined;
  /** How often the reader pressed what cannot go on: each time the reason is said anew. */
  #heldPresses = 0;

  constructor(host: Model3DConfirm, link: ElementLink) {
    this.#host = host;
    this.#link = link;
    this.#check = new PhotoCheck(host);
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener("focus", this.#askBalance);
  }

  hostDisconnected(): void {
    removeEventListener("focus", this.#askBalance);
    this.#leave();
  }

  #leave(): void {
    this.#news?.close();
    this.#news = undefined;
  }

  #handleNews(event: StreamEvent): void {
    const { credits } = this.#host;
    if (event.type !== "credits.changed" || credits === null) return;
    const { balance, held, available, low } = event;
    this.#host.credits = { ...credits, balance, held, available, low };
  }

  /** Before the element draws: follows the photos that are asked about, and the balance as long as anything is. */
  prepare(): void {
    const { question, messages } = this.#host;
    if (question === null) this.#leave();
    else this.#news ??= this.#host.activeClient.openEventStream({ onEvent: (event) => this.#handleNews(event), onReset: this.#askBalance });
    this.#check.follow(hasRequiredViews(question?.images) ? question : null, messages);
  }

  #handleImages(event: Model3DEvent<"model-3d-images">): void {
    const { images, previews, findings } = event.detail;
    const { question } = this.#host;
    if (question !== null) this.#host.question = { ...question, images, previews, findings };
  }

  get #words(): Messages & ConfirmTexts {
    return { ...this.#host.messages, ...this.texts };
  }

  /** Says why it cannot go on: the reason may be out of sight, and was said long ago. */
  async #sayWhy(): Promise<void> {
    this.#heldPresses += 1;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#host.renderRoot.querySelector(".short, .photo-check")?.scrollIntoView({ block: "nearest" });
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
    const { credits, hasFailed } = this.#host;
    const messages = this.#words;
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
      <div class="views">${VIEWS.filter((view) => images[view] !== undefined || isUsualView(view)).map((view) => this.#renderView(view, previews?.[view] ?? images[view]))}</div>
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
        ? keyed(this.#heldPresses, html`<p class="short" role="alert">${messages.creditsError} <button type="button" @click=${() => this.#host.askBalance()}>${messages.retry}</button></p>`)
        : nothing}
      ${isShort
        ? keyed(this.#heldPresses, html`<p class="short ${isRefused ? "" : "allowed"}" id="short" role="alert">${isRefused ? messages.notEnough(cost, available) : messages.fallsShort(cost, available)}</p>`)
        : html`<p class="promise">${checkIcon()}<span>${messages.chargedOnSuccess}</span></p>`}
      <button slot="footer" type="button" @click=${() => this.#host.answer(null)}>${messages.cancel}</button>
      <button
        slot="footer"
        type="button"
        class="primary"
        autofocus
        aria-disabled=${isHeld ? "true" : nothing}
        aria-describedby=${isRefused ? "short" : isLooking ? "photo-check" : nothing}
        @click=${() => (isHeld ? this.#sayWhy() : this.#host.answer(images))}
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
    const messages = this.#words;
    const missing = RECOMMENDED_VIEWS.filter((view) => images[view] === undefined).map((view) => messages[view]);
    if (missing.length > 0) return html`<p class="hint">${messages.recommendViews(missing.join(` ${messages.and} `))}</p>`;
    return isRegeneration ? html`<p class="hint">${messages.confirmKeepsActive}</p>` : nothing;
  }
}
