import type { Source } from "@model-3d/client";
import { VIEWS, type InputImages, type Model, type ModelEntry, type SourceType } from "@model-3d/contract";
import { nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { Model3DEvent } from "../base/events.ts";
import { alertIcon, checkIcon, refreshIcon, sparkIcon } from "../base/icons.ts";
import { Model3DElement, type ElementState } from "../base/model-3d-element.ts";
import { hasRequiredViews, type Model3DConfirm } from "../confirm/confirm.component.ts";
import { isRunning, SourceModels } from "../models/source-models.ts";
import type { Model3DToasts } from "../toasts/toasts.component.ts";
import { checkGeneration } from "./check-generation.ts";
import { generateStyles } from "./generate.styles.ts";
import { renderProgress, renderProgressWords } from "./render-progress.ts";
import { GenerationStarter } from "./start-generation.ts";

/**
 * From photos to a model: the views (asked for when the page gives none), the confirmation, the progress, the result.
 *
 * @fires model-3d-started - a generation has begun
 * @fires model-3d-ready - it succeeded
 * @fires model-3d-failed - it failed, and why
 * @csspart making - the progress
 * @csspart failed - the reason of a failure
 */
export class Model3DGenerate extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, generateStyles];

  static override properties: PropertyDeclarations = {
    sourceType: { type: String, attribute: "source-type" },
    sourceId: { type: String, attribute: "source-id" },
    heading: { type: String },
    cost: { type: Number },
    images: { attribute: false },
    previews: { state: true },
    isStarting: { state: true },
    estimate: { state: true },
    currentCost: { state: true },
    ownProblem: { state: true },
  };

  declare sourceType: SourceType;
  declare sourceId: string | undefined;
  /** Name of the thing, for the confirmation. */
  declare heading: string;
  /** Credits shown; the server's own figure when left out. */
  declare cost: number | undefined;
  /** Photos by view; without front and back the user is asked for them. */
  declare images: InputImages | undefined;
  declare previews: InputImages | undefined;
  declare isStarting: boolean;
  /** What the server said of the time that its last answer's model takes. */
  declare estimate: { modelId: string; text: string; isOfWaiting: boolean } | null;
  declare currentCost: number | undefined;
  declare ownProblem: string | null;

  readonly #starter = new GenerationStarter();
  readonly #models = new SourceModels(this, { onFinished: (source, model) => this.#handleFinished(source, model) });
  #source: Source | null = null;

  constructor() {
    super();
    this.sourceType = "product";
    this.heading = "";
    this.isStarting = false;
    this.estimate = null;
    this.ownProblem = null;
  }

  /** Asks for the confirmation and starts. */
  async start(): Promise<void> {
    const source = this.#source;
    const confirm = this.renderRoot.querySelector<Model3DConfirm>("[data-role=confirm]");
    if (source === null || confirm === null || this.isStarting) return;
    const { heading: title, cost, previews } = this;
    const isRegeneration = (this.#entry?.model ?? null) !== null;
    const images = await confirm.ask({ title, images: this.images ?? {}, previews, cost, isRegeneration });
    if (images === null) return;
    this.images = images;
    this.isStarting = true;
    this.ownProblem = null;
    try {
      const { taskId, modelId, version, message } = await this.#starter.start(this.activeClient, source, images);
      // Without a place with its service yet, the model's own id stands for the task's, and the words are about waiting.
      this.estimate = { modelId, text: message, isOfWaiting: taskId === modelId };
      this.emit("model-3d-started", { ...source, taskId, modelId, version });
    } catch (error) {
      this.ownProblem = this.report(error);
    }
    await this.#models.refresh(source);
    this.isStarting = false;
    // Being made all the same, by an earlier request or in another tab: the panel shows how far it is, and there is no problem to stay beside the result.
    const { generation } = this.#entry ?? {};
    if (this.ownProblem === null || !generation || !isRunning(generation)) return;
    this.#toasts?.show(this.ownProblem, "warning");
    this.ownProblem = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("sourceId") || changed.has("sourceType")) {
      const { sourceType, sourceId } = this;
      this.#source = sourceId === undefined ? null : { sourceType, sourceId };
      void this.#models.trackOnly(this.#source === null ? [] : [this.#source]);
    }
    this.state = this.#findState();
  }

  protected override firstUpdated(): void {
    this.activeClient.credits().then(
      ({ cost }) => (this.currentCost = cost),
      (error: unknown) => void this.report(error),
    );
  }

  get #entry(): ModelEntry | undefined {
    return this.#source === null ? undefined : this.#models.entryOf(this.#source);
  }

  #findState(): ElementState {
    const entry = this.#entry;
    if (this.#source === null) return "empty";
    if (entry === undefined) return this.#models.error === undefined ? "loading" : "error";
    if (this.isStarting || (entry.generation !== null && isRunning(entry.generation))) return "loading";
    if (this.ownProblem !== null || entry.generation !== null) return "error";
    return entry.model === null ? "empty" : "ready";
  }

  #handleFinished({ sourceType, sourceId }: Source, model: Model): void {
    if (model.status === "SUCCEEDED") this.emit("model-3d-ready", { model });
    else this.emit("model-3d-failed", { sourceType, sourceId, modelId: model.id, reason: model.task_error ?? this.messages.failedWithoutReason });
  }

  #handleImages(event: Model3DEvent<"model-3d-images">): void {
    this.images = event.detail.images;
    this.previews = event.detail.previews;
    void this.updateComplete.then(() => this.start());
  }

  #forgetImages(): void {
    for (const preview of Object.values(this.previews ?? {})) if (preview.startsWith("blob:")) URL.revokeObjectURL(preview);
    this.images = undefined;
    this.previews = undefined;
  }

  get #toasts(): Model3DToasts | null {
    return this.renderRoot.querySelector<Model3DToasts>("[data-role=toasts]");
  }

  async #checkStatus(generation: Model): Promise<void> {
    if (this.#source === null) return;
    try {
      const news = await checkGeneration(this.activeClient, generation, this.heading === "" ? this.messages.viewerAlt : this.heading, this.messages);
      if (news !== null) this.#toasts?.show(news.text, news.tone);
    } catch (error) {
      this.#toasts?.show(this.report(error), "danger");
    }
    await this.#models.refresh(this.#source);
  }

  protected override render(): TemplateResult {
    const confirm = this.tag("confirm");
    const toasts = this.tag("toasts");
    return html`<div class="panel">${this.#renderPanel()}</div>
      <${confirm} data-role="confirm" .client=${this.activeClient} .lang=${this.activeLang}></${confirm}>
      <${toasts} data-role="toasts" .lang=${this.activeLang}></${toasts}>`;
  }

  #renderPanel(): TemplateResult {
    const entry = this.#entry;
    const { messages } = this;
    if (entry === undefined && this.#source !== null) {
      if (this.#models.error === undefined) return html`<div class="skeleton" role="status" aria-label=${messages.itemsLoading}></div>`;
      return html`${this.#renderProblem(messages.modelsError)}
        <div class="row"><button type="button" @click=${() => this.#models.refreshAll()}>${messages.retry}</button></div>`;
    }
    const generation = entry?.generation ?? null;
    if (generation !== null && isRunning(generation)) return this.#renderMaking(generation);
    return this.#renderAsking(entry?.model ?? null, generation);
  }

  #renderMaking(generation: Model): TemplateResult {
    const { messages, estimate } = this;
    const isTold = estimate?.modelId === generation.id && (!estimate.isOfWaiting || generation.status === "PENDING");
    return html`<div class="making" part="making">
      <div class="line" aria-live="polite">${renderProgressWords(generation, messages)}</div>
      ${renderProgress(this.heading, generation, messages)}
      ${isTold ? html`<p class="muted">${estimate.text}</p>` : nothing}
      <div class="row">
        <button type="button" class="warning" @click=${() => this.#checkStatus(generation)}>${refreshIcon()} ${messages.checkStatus}</button>
      </div>
    </div>`;
  }

  #renderAsking(model: Model | null, failed: Model | null): TemplateResult {
    const { messages, images, previews } = this;
    const upload = this.tag("upload");
    const viewer = this.tag("viewer");
    const cost = this.cost ?? this.currentCost;
    const action = failed !== null || this.ownProblem !== null ? messages.tryAgainFor : model === null ? messages.generate : messages.regenerate;
    const reason = this.ownProblem ?? (failed === null ? null : (failed.task_error ?? messages.failedWithoutReason));
    return html`${reason === null ? nothing : this.#renderProblem(reason)}
      ${model === null
        ? nothing
        : html`<p class="ready-line" role="status">${checkIcon()} ${messages.generateReady}</p>
            <${viewer} .client=${this.activeClient} .lang=${this.activeLang} .src=${model.model_urls.glb} .poster=${model.thumbnail_url ?? undefined} .alt=${messages.model3dOf(this.heading)}></${viewer}>`}
      ${hasRequiredViews(images)
        ? html`<div class="views">
              ${VIEWS.flatMap((view) => {
                const url = previews?.[view] ?? images[view];
                return url === undefined ? [] : [html`<figure><img src=${url} alt="" /><figcaption>${messages.viewName(view)}</figcaption></figure>`];
              })}
            </div>
            <div class="row">
              <button type="button" class=${model === null ? "primary" : ""} ?disabled=${this.isStarting || cost === undefined} @click=${this.start}>
                ${sparkIcon()} ${cost === undefined ? messages.confirmTitle : action(cost)}
              </button>
              ${previews === undefined ? nothing : html`<button type="button" @click=${this.#forgetImages}>${messages.startOver}</button>`}
            </div>`
        : html`<${upload} .client=${this.activeClient} .lang=${this.activeLang} @model-3d-images=${this.#handleImages}></${upload}>`}`;
  }

  #renderProblem(text: string): TemplateResult {
    return html`<div class="failed" part="failed" role="alert">${alertIcon(20)}<span>${text}</span></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-generate": Model3DGenerate;
  }
}
