import { MAX_CORRECTION, MAX_REASON_CHARACTERS, MIN_REASON_CHARACTERS } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { html as staticHtml } from "lit/static-html.js";
import type { ElementLink } from "../base/element-link.ts";
import type { AdminQuestion, AdminView } from "./admin-view.ts";

/** Asks why, before anything is changed. */
export class QuestionView {
  readonly #view: AdminView;
  readonly #link: ElementLink;
  readonly #onDone: (words: string) => void;
  #question: AdminQuestion | null = null;
  #key = "";
  #error: string | null = null;
  #isActing = false;

  constructor(view: AdminView, link: ElementLink, onDone: (words: string) => void) {
    this.#view = view;
    this.#link = link;
    this.#onDone = onDone;
  }

  get isOpen(): boolean {
    return this.#question !== null;
  }

  ask(question: AdminQuestion): void {
    [this.#question, this.#error, this.#key] = [question, null, crypto.randomUUID()];
    this.#view.host.requestUpdate();
  }

  #close(): void {
    if (this.#isActing) return;
    this.#question = null;
    this.#view.host.requestUpdate();
  }

  async #act(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const question = this.#question;
    if (question === null || this.#isActing) return;
    const form = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string => String(form.get(name) ?? "").trim();
    this.#isActing = true;
    this.#error = null;
    this.#view.host.requestUpdate();
    try {
      const words = await question.act({ reason: text("reason"), userId: text("userId"), amount: Number(text("amount")) }, this.#key);
      this.#question = null;
      this.#onDone(words);
    } catch (error) {
      this.#error = this.#view.report(error);
      // What was refused was not done, and may be asked for with other words.
      this.#key = crypto.randomUUID();
    }
    this.#isActing = false;
    this.#view.host.requestUpdate();
  }

  render(): TemplateResult {
    const { texts, host } = this.#view;
    const question = this.#question;
    const dialog = this.#link.tag("dialog");
    return staticHtml`<${dialog} .open=${question !== null} .heading=${question?.heading ?? ""} .lang=${host.activeLang} @close=${() => this.#close()}>
      ${question === null
        ? nothing
        : html`<form id="question" class="question" @submit=${(event: SubmitEvent) => void this.#act(event)}>
            <p>${question.text}</p>
            ${question.correction === undefined
              ? nothing
              : html`<label><span>${texts.user}</span><input name="userId" required maxlength="200" autocomplete="off" spellcheck="false" .value=${question.correction.userId} ?autofocus=${question.correction.userId === ""} /></label>
                  <label><span>${texts.amount}</span><input name="amount" type="number" required step="1" min=${-MAX_CORRECTION} max=${MAX_CORRECTION} ?autofocus=${question.correction.userId !== ""} /></label>`}
            <label><span>${texts.why}</span><textarea name="reason" required minlength=${MIN_REASON_CHARACTERS} maxlength=${MAX_REASON_CHARACTERS} rows="3" ?autofocus=${question.correction === undefined}></textarea></label>
            ${this.#error === null ? nothing : html`<p class="error" role="alert">${this.#error}</p>`}
          </form>
          <button slot="footer" type="button" @click=${() => this.#close()}>${texts.cancel}</button>
          <button slot="footer" type="submit" form="question" class=${question.isDangerous ? "danger" : "primary"} aria-busy=${this.#isActing}>${question.action}</button>`}
    </${dialog}>`;
  }
}
