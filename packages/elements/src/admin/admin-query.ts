import type { OperatorClient } from "@model-3d/client";
import { html, nothing, type TemplateResult } from "lit";
import { alertIcon } from "../base/icons.ts";
import type { AdminView } from "./admin-view.ts";

/** One question to the server, with what was answered last: the newest question counts, whichever answer comes first. */
export class AdminQuery<Answer> {
  answer: Answer | null = null;
  error: string | null = null;
  isLoading = false;
  readonly #view: AdminView;
  readonly #send: (operator: OperatorClient, signal: AbortSignal) => Promise<Answer>;
  #running: AbortController | null = null;

  constructor(view: AdminView, send: (operator: OperatorClient, signal: AbortSignal) => Promise<Answer>) {
    this.#view = view;
    this.#send = send;
  }

  async run(isQuiet = false): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.isLoading = true;
    if (!isQuiet) this.answer = null;
    this.#view.host.requestUpdate();
    try {
      const answer = await this.#send(await this.#view.operator(), running.signal);
      if (this.#running !== running) return;
      [this.answer, this.error] = [answer, null];
    } catch (error) {
      if (this.#running !== running) return;
      // What was there stays, and the next look may do better; a page that has nothing to show says so.
      if (!isQuiet || this.answer === null) this.error = this.#view.report(error);
    }
    this.isLoading = false;
    this.#view.host.requestUpdate();
  }

  /** What it shows, the wait for it, or that it failed. */
  render(show: (answer: Answer) => TemplateResult | typeof nothing): TemplateResult | typeof nothing {
    const { texts } = this.#view;
    if (this.answer !== null) return show(this.answer);
    if (this.error !== null) {
      return html`<div class="notice" role="alert">
        ${alertIcon(28)}
        <h3>${texts.failedTitle}</h3>
        <p>${this.error}</p>
        <button type="button" @click=${() => void this.run()}>${texts.retry}</button>
      </div>`;
    }
    return html`<div class="waiting" role="status" aria-label=${texts.loading}>${[1, 2, 3].map(() => html`<div class="skeleton line"></div>`)}</div>`;
  }
}
