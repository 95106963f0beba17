import { nothing, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { ElementLink } from "../base/element-link.ts";
import { FocusKeeper } from "../base/focus-keeper.ts";
import { layersIcon } from "../base/icons.ts";
import type { ElementState } from "../base/model-3d-element.ts";
import type { BatchTexts } from "../locale/en-batch.ts";
import { BatchList } from "./batch-list.ts";
import type { BatchView } from "./batch-view.ts";
import type { Model3DBatch } from "./batch.component.ts";
import { EstimateStep } from "./estimate-step.ts";
import { FollowStep } from "./follow-step.ts";

type Step = "estimate" | "follow" | "list";

/** Everything of a batch but its frame: what it would come to, how far it is, and which there are. */
export class BatchPanel implements BatchView {
  declare texts: BatchTexts;
  readonly host: Model3DBatch;
  readonly link: ElementLink;
  readonly #estimate: EstimateStep;
  readonly #follow: FollowStep;
  readonly #list: BatchList;
  #shown: Step | undefined;
  /** A step that had the focus is over, and the next is not there yet. */
  #owesFocus = false;
  /** Whether the user is asked about cancelling. */
  #isAsking = false;

  constructor(host: Model3DBatch, link: ElementLink) {
    this.host = host;
    this.link = link;
    const isOn = (step: Step) => (): boolean => host.open !== false && this.#step === step;
    this.#estimate = new EstimateStep(this, isOn("estimate"));
    this.#follow = new FollowStep(this, isOn("follow"));
    this.#list = new BatchList(this, { isWanted: isOn("list"), onOpen: ({ id }) => (host.batchId = id) });
    new FocusKeeper(host, (part) => (part === "stored" ? this.#find(".stored :is(a, button)") : null) ?? this.#find("[data-role=pause]") ?? this.#find("h3[tabindex]"));
    host.addController({ hostUpdate: () => this.#noteFocus(), hostUpdated: () => this.#moveFocus() });
  }

  get #step(): Step {
    const { batchId, items = [] } = this.host;
    if (batchId !== undefined && batchId !== "") return "follow";
    return items.length > 0 ? "estimate" : "list";
  }

  get #current(): EstimateStep | FollowStep | BatchList {
    return { estimate: this.#estimate, follow: this.#follow, list: this.#list }[this.#step];
  }

  get state(): ElementState {
    return this.#current.state;
  }

  #find(selector: string): HTMLElement | null {
    return this.host.renderRoot.querySelector<HTMLElement>(selector);
  }

  #noteFocus(): void {
    if (this.host.open === false) this.#list.forget();
    const isNext = this.#shown !== undefined && this.#shown !== this.#step;
    if (isNext && this.host.shadowRoot?.activeElement != null) this.#owesFocus = true;
    this.#shown = this.#step;
  }

  /** Where the keyboard was in a step that is over, it goes to the name of the next, once that is there. */
  #moveFocus(): void {
    const name = this.#owesFocus ? this.#find("h3[tabindex]") : null;
    if (name === null) return;
    this.#owesFocus = false;
    name.focus();
  }

  #ask(isAsking: boolean): void {
    this.#isAsking = isAsking;
    this.host.requestUpdate();
  }

  #showList(): void {
    this.#list.keep();
    Object.assign(this.host, { batchId: undefined, items: undefined });
  }

  render(): TemplateResult {
    const { host, texts } = this;
    const step = this.#step;
    const { length } = host.items ?? [];
    return html`<div class="panel" data-step=${step}>
      ${step === "follow" ? this.#follow.render({ onCancel: () => this.#ask(true) }) : step === "estimate" ? this.#estimate.render() : this.#list.render()}
      ${step === "list"
        ? nothing
        : html`<div class="buttons others">
            ${step === "follow" && length > 0 ? html`<button type="button" @click=${() => (host.batchId = undefined)}>${texts.goOnWith(length)}</button>` : nothing}
            <button type="button" class="quiet" @click=${() => this.#showList()}>${layersIcon()} ${texts.otherBatches}</button>
          </div>`}
    </div>`;
  }

  /** What opens above it: the question before what has not begun is cancelled. */
  renderDialogs(): TemplateResult {
    const { host, texts } = this;
    const dialog = this.link.tag("dialog");
    const isAsking = this.#isAsking && this.#step === "follow";
    const leave = (): void => this.#ask(false);
    return html`<${dialog} .open=${isAsking} .heading=${texts.cancelTitle} .lang=${host.activeLang} @close=${leave}>
      ${isAsking
        ? html`<p class="question">${texts.cancelText(this.#follow.batch?.counts.waiting ?? 0)}</p>
            <button slot="footer" type="button" autofocus @click=${leave}>${texts.keepGoing}</button>
            <button
              slot="footer"
              type="button"
              class="danger"
              @click=${() => {
                leave();
                this.#follow.cancel();
              }}
            >
              ${texts.cancelRest}
            </button>`
        : nothing}
    </${dialog}>`;
  }
}
