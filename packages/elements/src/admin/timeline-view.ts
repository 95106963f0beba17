import type { GenerationAction, Timeline, TimelineEvent, TimelineFact } from "@model-3d/contract";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { html as staticHtml } from "lit/static-html.js";
import type { ElementLink } from "../base/element-link.ts";
import { formatNumber } from "../locale/format-number.ts";
import { formatTime } from "../locale/format-time.ts";
import { AdminQuery } from "./admin-query.ts";
import type { AdminView } from "./admin-view.ts";
import { describeFact } from "./describe-fact.ts";
import { renderStatus } from "./generations-pane.ts";
import { renderId } from "./render-table.ts";
import { wordOf } from "./word-of.ts";

const TONES: Readonly<Partial<Record<TimelineEvent["kind"], string>>> = { succeeded: "success", failed: "danger", expired: "danger", file_lost: "danger", file_refused: "danger", export_failed: "danger", task_unanswered: "danger", operator_acted: "warning" };

/** Every event of one generation in a dialog, and what can be done to it. */
export class TimelineView {
  readonly #view: AdminView;
  readonly #link: ElementLink;
  readonly #timeline: AdminQuery<Timeline>;
  #modelId: string | null = null;

  constructor(view: AdminView, link: ElementLink) {
    this.#view = view;
    this.#link = link;
    this.#timeline = new AdminQuery(view, (operator, signal) => operator.timeline(this.#modelId ?? "", { signal }));
  }

  get isOpen(): boolean {
    return this.#modelId !== null;
  }

  show(modelId: string): void {
    this.#modelId = modelId;
    void this.#timeline.run();
  }

  refresh(): Promise<void> {
    return this.#timeline.run(true);
  }

  #close(): void {
    this.#modelId = null;
    this.#view.host.requestUpdate();
  }

  #ask(action: GenerationAction, modelId: string): void {
    const { texts } = this.#view;
    this.#view.ask({
      subject: `${action} ${modelId}`,
      heading: texts.interventions[action],
      text: texts.interventionTexts[action],
      action: texts.interventions[action],
      isDangerous: action === "give_up",
      act: async ({ reason }, idempotencyKey) => {
        const operator = await this.#view.operator();
        if (action === "refund") return texts.refunded(formatNumber((await operator.refund(modelId, reason, { idempotencyKey })).refunded, this.#view.host.activeLang));
        await operator.intervene(modelId, action, reason, { idempotencyKey });
        return texts.interventionsDone[action];
      },
    });
  }

  #renderEvent({ at, kind, facts }: TimelineEvent): TemplateResult {
    const { texts, host } = this.#view;
    return html`<li class=${TONES[kind] ?? nothing}>
      <p class="moment"><strong>${texts.kinds[kind]}</strong> <time datetime=${at}>${formatTime(at, host.activeLang, { timeStyle: "medium" })}</time></p>
      ${Object.keys(facts).length === 0 ? nothing : html`<dl class="facts">${(Object.entries(facts) as [TimelineFact, string | number][]).map((fact) => this.#renderFact(...fact))}</dl>`}
      ${typeof facts.batchId === "string" ? this.#renderWayToBatch(facts.batchId) : nothing}
    </li>`;
  }

  #renderFact(name: TimelineFact, value: string | number): TemplateResult {
    return html`<div><dt>${wordOf(this.#view.texts.facts, name)}</dt><dd><bdi>${describeFact(this.#view, name, value)}</bdi></dd></div>`;
  }

  #renderWayToBatch(batchId: string): TemplateResult {
    const show = (): void => {
      // It may be what this was opened from, below it.
      this.#close();
      this.#view.showBatch(batchId);
    };
    return html`<button type="button" class="quiet link" data-batch=${batchId} @click=${show}>${this.#view.texts.showBatch}</button>`;
  }

  #renderTimeline({ generation, events, can, isComplete }: Timeline): TemplateResult {
    const { texts } = this.#view;
    return html`${generation === null
        ? html`<p class="muted">${texts.deletedModel}</p>`
        : html`<div class="about">${renderStatus(this.#view, generation)} <span>${texts.provider}: ${generation.provider}</span> <span>${texts.user}: ${renderId(generation.user_id)}</span> <span>${texts.model}: ${renderId(generation.id)}</span>${generation.task_error === null ? nothing : html`<p>${generation.task_error}</p>`}</div>`}
      ${can.length === 0 ? nothing : html`<div class="buttons">${can.map((action) => html`<button type="button" class=${action === "give_up" ? "danger" : nothing} data-intervene=${action} @click=${() => this.#ask(action, this.#modelId ?? "")}>${texts.interventions[action]}</button>`)}</div>`}
      <ol class="timeline" part="timeline">${repeat(events, ({ at, kind }, index) => `${index} ${at} ${kind}`, (event) => this.#renderEvent(event))}</ol>
      ${isComplete ? nothing : html`<p class="muted">${texts.incomplete}</p>`}`;
  }

  render(): TemplateResult {
    const { texts, host } = this.#view;
    const dialog = this.#link.tag("dialog");
    const version = this.#timeline.answer?.generation?.version;
    return staticHtml`<${dialog} size="large" .open=${this.isOpen} .heading=${version === undefined ? texts.timeline : texts.timelineOf(String(version))} .lang=${host.activeLang} @close=${() => this.#close()}>
      ${this.isOpen ? html`<div class="panel">${this.#timeline.render((timeline) => this.#renderTimeline(timeline))}</div>` : nothing}
    </${dialog}>`;
  }
}

