import { Model3DError } from "@model-3d/client";
import { MAX_CORRECTION, MAX_REASON_CHARACTERS, MIN_REASON_CHARACTERS } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { html as staticHtml } from "lit/static-html.js";
import { createKey } from "../base/create-key.ts";
import type { ElementLink } from "../base/element-link.ts";
import type { AdminQuestion, AdminView } from "./admin-view.ts";

interface Attempt {
  /** One for all tries, also in other words: where the first of them was heard, the server says so in place of doing both. */
  readonly key: string;
  /** Whether it may have been done: no answer came, or none that says what became of it. */
  isLost: boolean;
}

/** Asks why, before anything is changed. */
export class QuestionView {
  readonly #view: AdminView;
  readonly #link: ElementLink;
  readonly #onDone: (words: string) => void;
  /** Of each change that was asked for and not done yet, as far as is known, by its subject. */
  readonly #attempts = new Map<string, Attempt>();
  #question: AdminQuestion | null = null;
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
    [this.#question, this.#error] = [question, null];
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
    const { subject } = question;
    const attempt = this.#attempts.get(subject) ?? { key: createKey(), isLost: false };
    this.#attempts.set(subject, attempt);
    try {
      const words = await question.act({ reason: text("reason"), userId: text("userId"), amount: Number(text("amount")) }, attempt.key);
      this.#attempts.delete(subject);
      this.#question = null;
      this.#onDone(words);
    } catch (error) {
      this.#error = this.#view.report(error);
      // A refusal says nothing of an earlier attempt.
      attempt.isLost ||= !isRefusal(error);
      if (isMismatch(error)) {
        this.#attempts.delete(subject);
        this.#error = this.#view.texts.doneBefore;
      }
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
            ${this.#attempts.get(question.subject)?.isLost === true ? html`<p class="hint">${texts.unanswered}</p>` : nothing}
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

/** Whether the server has said that this request did nothing. */
function isRefusal(error: unknown): boolean {
  return error instanceof Model3DError && error.status >= 400 && error.status < 500 && error.code !== "unexpected_answer" && error.code !== "idempotency_in_flight";
}

/** Whether an earlier request with the same key was done, which had asked for something else. */
function isMismatch(error: unknown): boolean {
  return error instanceof Model3DError && error.code === "idempotency_mismatch";
}
