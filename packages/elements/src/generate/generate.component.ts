import type { Source } from "@model-3d/client";
import type { InputImages, Model, ModelEntry, SourceType } from "@model-3d/contract";
import { nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { html } from "lit/static-html.js";
import type { ImagesDetail, Model3DEvent } from "../base/events.ts";
import { FocusKeeper } from "../base/focus-keeper.ts";
import { checkIcon, cubeIcon, sparkIcon } from "../base/icons.ts";
import { Model3DElement, type ElementState } from "../base/model-3d-element.ts";
import type { Model3DConfirm } from "../confirm/confirm.component.ts";
import { hasRequiredViews } from "../confirm/confirm-question.ts";
import { CurrentCost } from "../credits/current-cost.ts";
import { followLink } from "../models/model-link.ts";
import { renderViewer } from "../models/render-viewer.ts";
import { isRunning, SourceModels } from "../models/source-models.ts";
import type { Model3DToasts } from "../toasts/toasts.component.ts";
import { checkGeneration } from "./check-generation.ts";
import { renderMaking, renderProblem, renderViews, renderWaiting } from "./generate-parts.ts";
import { generateStyles } from "./generate.styles.ts";
import { GenerationStarter } from "./start-generation.ts";
import { TimeLeft } from "./time-left.ts";

/** What toasts on how far it is are about. */
const STATUS = "status";

/**
 * From photos to a model: the views (asked for when the page gives none), the confirmation with the cost, the progress with the
 * time left as the user's earlier models tell it, the result, and another version of it.
 *
 * @slot error - instead of the words when it cannot be known what there is
 * @fires model-3d-started - a generation has begun
 * @fires model-3d-ready - it succeeded
 * @fires model-3d-failed - it failed, and why
 * @csspart making - the progress
 * @csspart failed - the reason of a failure
 * @csspart ready - the line above a model that is there
 */
export class Model3DGenerate extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, generateStyles];

  static override properties: PropertyDeclarations = {
    sourceType: { type: String, attribute: "source-type" },
    sourceId: { type: String, attribute: "source-id" },
    heading: { type: String },
    cost: { type: Number },
    arUrl: { type: String, attribute: "ar-url" },
    images: { attribute: false },
    previews: { state: true },
    isStarting: { state: true },
    isViewing: { state: true },
    isReplacing: { state: true },
    ownProblem: { state: true },
  };

  /** Whether the source is a product or a collection of the host's. */ declare sourceType: SourceType;
  /** The source: a UUID of the host's. */ declare sourceId: string | undefined;
  /** Name of the thing, for the confirmation. */ declare heading: string;
  /** Credits shown; the server's own figure when left out. */
  declare cost: number | undefined;
  /** Address behind the viewer's code for phones, `{model}` in it stands for the model's id; by default this page, which opens the model. */ declare arUrl: string | undefined;
  /** Photos by view; without front and back the user is asked for them. */ declare images: InputImages | undefined;
  declare previews: InputImages | undefined;
  declare isStarting: boolean;
  /** Whether the model is shown in a dialog of its own. */
  declare isViewing: boolean;
  /** Whether the user wants other photos than those of the newest version. */
  declare isReplacing: boolean;
  declare ownProblem: string | null;

  readonly #starter = new GenerationStarter();
  readonly #cost = new CurrentCost(this, (error) => void this.report(error));
  readonly #models = new SourceModels(this, {
    onFinished: (source, model) => this.#handleFinished(source, model),
    onCredits: ({ available, low }) => {
      if (low && !this.#toldLow) this.#toasts?.show(this.messages.toastLowCredits(available), "warning");
      this.#toldLow = low;
    },
  });
  #toldLow = false;
  #source: Source | null = null;
  /** Photos that came from the user and not from the page; they are of this source alone. */
  #ownImages: InputImages | undefined;
  /** What the photo coach said of the user's own photos. */
  #findings: ImagesDetail["findings"] | undefined;
  readonly #time = new TimeLeft(this, () => this.#isMaking);

  constructor() {
    super();
    this.sourceType = "product";
    this.heading = "";
    this.isStarting = false;
    this.isViewing = false;
    this.isReplacing = false;
    this.ownProblem = null;
    new FocusKeeper(this, () => this.renderRoot.querySelector<HTMLElement>(".panel .row button"));
  }

  /** Asks for the confirmation and starts. */
  async start(): Promise<void> {
    const source = this.#source;
    const confirm = this.renderRoot.querySelector<Model3DConfirm>("[data-role=confirm]");
    if (source === null || confirm === null || this.isStarting) return;
    const { heading: title, cost, previews } = this;
    const isRegeneration = (this.#entry?.model ?? null) !== null;
    const images = await confirm.ask({ title, images: this.#knownImages ?? {}, previews, findings: previews && this.#findings, cost, isRegeneration });
    if (images === null) return;
    if (images !== this.images) this.#ownImages = images;
    this.images = images;
    this.isStarting = true;
    this.ownProblem = null;
    try {
      const { taskId, modelId, version, message } = await this.#starter.start(this.activeClient, source, images);
      // Without a place with its service yet, the model's own id stands for the task's, and the words are about waiting.
      this.#time.told = { modelId, text: message, isOfWaiting: taskId === modelId };
      this.emit("model-3d-started", { ...source, taskId, modelId, version });
    } catch (error) {
      const problem = this.report(error);
      if (source === this.#source) this.ownProblem = problem;
    }
    if (source === this.#source) await this.#models.refresh(source);
    // Another source has been set meanwhile, which has nothing to do with this start.
    if (source !== this.#source) return;
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
      if (this.#source !== null) this.#leaveSource();
      this.#source = sourceId === undefined ? null : { sourceType, sourceId };
      void this.#models.trackOnly(this.#source === null ? [] : [this.#source]);
    }
    this.state = this.#findState();
    const model = this.#entry?.model ?? null;
    if (model !== null && followLink(model.id)) this.isViewing = true;
  }

  /** What the user gave or began for one thing is not for another: only photos of the page's own stay. */
  #leaveSource(): void {
    const kept = this.images === this.#ownImages ? undefined : this.images;
    this.renderRoot.querySelector<Model3DConfirm>("[data-role=confirm]")?.answer(null);
    this.#forgetImages();
    Object.assign(this, { images: kept, isReplacing: false, isViewing: false, isStarting: false, ownProblem: null });
  }

  /** Whether all is there that the panel shows; drawn piece by piece it would move under the pointer. */
  get #isWaiting(): boolean {
    if (this.#source === null) return false;
    return this.#entry === undefined || ((this.cost ?? this.#cost.value) === undefined && !this.#cost.hasFailed);
  }

  get #entry(): ModelEntry | undefined {
    return this.#source === null ? undefined : this.#models.entryOf(this.#source);
  }

  /** The photos at hand: those of the page or the user, else those of the newest version. */
  get #knownImages(): InputImages | undefined {
    if (this.images !== undefined) return this.images;
    const { model, generation } = this.#entry ?? {};
    const used = generation?.input_images ?? model?.input_images;
    return this.isReplacing || !hasRequiredViews(used) ? undefined : used;
  }

  get #isMaking(): boolean {
    const generation = this.#entry?.generation ?? null;
    return generation !== null && isRunning(generation);
  }

  #findState(): ElementState {
    const entry = this.#entry;
    if (this.#source === null) return "empty";
    if (entry === undefined) return this.#models.error === undefined ? "loading" : "error";
    if (this.#isWaiting) return "loading";
    if (this.isStarting || this.#isMaking) return "loading";
    if (this.ownProblem !== null || entry.generation !== null) return "error";
    return entry.model === null ? "empty" : "ready";
  }

  #handleFinished({ sourceType, sourceId }: Source, model: Model): void {
    const { messages } = this;
    if (model.status === "SUCCEEDED") {
      this.#toasts?.show(messages.toastReady(this.#title), "success", STATUS);
      this.emit("model-3d-ready", { model });
      return;
    }
    const reason = model.task_error ?? messages.failedWithoutReason;
    this.#toasts?.show(messages.toastFailed(this.#title, reason), "danger");
    this.emit("model-3d-failed", { sourceType, sourceId, modelId: model.id, reason });
  }

  #handleImages(event: Model3DEvent<"model-3d-images">): void {
    this.images = this.#ownImages = event.detail.images;
    this.previews = event.detail.previews;
    this.#findings = event.detail.findings;
    void this.updateComplete.then(() => this.start());
  }

  #forgetImages(): void {
    for (const preview of Object.values(this.previews ?? {})) if (preview.startsWith("blob:")) URL.revokeObjectURL(preview);
    this.images = this.#ownImages = undefined;
    this.previews = undefined;
    this.#findings = undefined;
    this.isReplacing = true;
  }

  /** Name of the thing, for messages. */
  get #title(): string {
    return this.heading === "" ? this.messages.viewerAlt : this.heading;
  }

  get #toasts(): Model3DToasts | null {
    return this.renderRoot.querySelector<Model3DToasts>("[data-role=toasts]");
  }

  async #checkStatus(generation: Model): Promise<void> {
    if (this.#source === null) return;
    try {
      const news = await checkGeneration(this.activeClient, generation, this.#title, this.messages);
      if (news !== null) this.#toasts?.show(news.text, news.tone, STATUS);
    } catch (error) {
      this.#toasts?.show(this.report(error), "danger");
    }
    await this.#models.refresh(this.#source);
  }

  protected override render(): TemplateResult {
    const confirm = this.tag("confirm");
    const toasts = this.tag("toasts");
    return html`<div class="panel">${this.#renderPanel()}</div>
      ${this.#renderDialog()}
      <${confirm} data-role="confirm" .client=${this.activeClient} .lang=${this.activeLang}></${confirm}>
      <${toasts} data-role="toasts" .lang=${this.activeLang}></${toasts}>`;
  }

  #renderPanel(): TemplateResult {
    const entry = this.#entry;
    const { messages } = this;
    if (this.#isWaiting) {
      if (entry !== undefined || this.#models.error === undefined) return renderWaiting(hasRequiredViews(this.images) ? Object.keys(this.images).length : 0, this.tag("upload"), messages);
      return html`<slot name="error"
        >${renderProblem(messages.modelsError)}
        <div class="row"><button type="button" @click=${() => this.#models.refreshAll()}>${messages.retry}</button></div></slot
      >`;
    }
    const generation = entry?.generation ?? null;
    if (generation !== null && isRunning(generation)) return renderMaking(generation, { title: this.#title, time: this.#time.of(generation), messages, onCheck: () => void this.#checkStatus(generation) });
    return this.#renderAsking(entry?.model ?? null, generation);
  }

  #renderDialog(): TemplateResult {
    const model = this.#entry?.model ?? null;
    const dialog = this.tag("dialog");
    const isOpen = this.isViewing && model !== null;
    return html`<${dialog} size="large" .open=${isOpen} .heading=${this.messages.model3dOf(this.#title)} .lang=${this.activeLang} @close=${() => (this.isViewing = false)}>
      ${isOpen ? this.#renderViewer(model, true) : nothing}
    </${dialog}>`;
  }

  #renderViewer(model: Model, isLarge: boolean): TemplateResult {
    const { arUrl } = this;
    return renderViewer(model, { tag: this.tag("viewer"), client: this.activeClient, lang: this.activeLang, alt: this.messages.model3dOf(this.#title), isLarge, arUrl });
  }

  #renderAsking(model: Model | null, failed: Model | null): TemplateResult {
    const { messages, previews, isStarting } = this;
    const images = this.#knownImages;
    const upload = this.tag("upload");
    const cost = this.cost ?? this.#cost.value;
    const action = failed !== null || this.ownProblem !== null ? messages.tryAgainFor : model === null ? messages.generate : messages.regenerate;
    const reason = this.ownProblem ?? (failed === null ? null : messages.failedBecause(failed.task_error ?? messages.failedWithoutReason));
    const canStart = hasRequiredViews(images);
    return html`${reason === null ? nothing : renderProblem(reason)}
      ${model === null
        ? nothing
        : html`<p class="ready-line" part="ready" role="status">${checkIcon()} ${messages.generateReady}</p>
            ${this.#renderViewer(model, false)}`}
      ${canStart && (model === null || this.images !== undefined) ? renderViews(images, previews, messages) : nothing}
      <div class="row" ?hidden=${model === null && !canStart}>
        ${model === null ? nothing : html`<button type="button" class="primary" @click=${() => (this.isViewing = true)}>${cubeIcon()} ${messages.view3d}</button>`}
        ${canStart
          ? html`<button type="button" class=${model === null ? "primary" : ""} aria-busy=${isStarting} @click=${this.start}>
                ${sparkIcon()} ${cost === undefined ? messages.confirmTitle : action(cost)}
              </button>
              ${previews === undefined && this.images !== undefined ? nothing : html`<button type="button" @click=${this.#forgetImages}>${messages.startOver}</button>`}`
          : nothing}
      </div>
      ${canStart ? nothing : keyed(this.#source, html`<${upload} .client=${this.activeClient} .lang=${this.activeLang} @model-3d-images=${this.#handleImages}></${upload}>`)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-generate": Model3DGenerate;
  }
}
