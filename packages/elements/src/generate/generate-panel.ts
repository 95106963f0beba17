import type { Source } from "@model-3d/client";
import { hasRequiredViews, type InputImages, type Model, type ModelEntry } from "@model-3d/contract";
import { nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { html } from "lit/static-html.js";
import type { ElementLink } from "../base/element-link.ts";
import type { ImagesDetail, Model3DEvent } from "../base/events.ts";
import { FocusKeeper } from "../base/focus-keeper.ts";
import { checkIcon, cubeIcon, sparkIcon } from "../base/icons.ts";
import type { ElementState } from "../base/model-3d-element.ts";
import { Model3DConfirm } from "../confirm/confirm.component.ts";
import { CurrentCost } from "../credits/current-cost.ts";
import { Shortfalls } from "../credits/shortfalls.ts";
import { followLink } from "../models/model-link.ts";
import { renderViewer } from "../models/render-viewer.ts";
import { isRunning, SourceModels } from "../models/source-models.ts";
import type { Model3DToasts } from "../toasts/toasts.component.ts";
import { checkGeneration } from "./check-generation.ts";
import { renderWaitingFor } from "./generate-frame.ts";
import { renderMaking, renderProblem, renderViews } from "./generate-parts.ts";
import type { Model3DGenerate } from "./generate.component.ts";
import { GenerationStarter } from "./start-generation.ts";
import { TimeLeft } from "./time-left.ts";

/** What toasts on how far it is are about. */
const STATUS = "status";

/** Everything of a generation but its frame: knows what there is, asks, starts, follows and draws it. */
export class GeneratePanel {
  readonly #host: Model3DGenerate;
  readonly #link: ElementLink;
  readonly #starter = new GenerationStarter();
  readonly #cost: CurrentCost;
  readonly #models: SourceModels;
  readonly #time: TimeLeft;
  readonly #shortfalls = new Shortfalls(({ charged, short }) => this.#toasts?.show(this.#host.messages.creditsShort(charged, short), "warning"));
  #toldLow = false;
  #source: Source | null = null;
  /** Photos that came from the user and not from the page; they are of this source alone. */
  #ownImages: InputImages | undefined;
  #previews: InputImages | undefined;
  /** What the photo coach said of the user's own photos. */
  #findings: ImagesDetail["findings"] | undefined;
  #isStarting = false;
  /** Whether the model is shown in a dialog of its own. */
  #isViewing = false;
  /** Whether the user wants other photos than those of the newest version. */
  #isReplacing = false;
  #ownProblem: string | null = null;

  constructor(host: Model3DGenerate, link: ElementLink) {
    this.#host = host;
    this.#link = link;
    this.#cost = new CurrentCost(host, (error) => void link.report(error));
    this.#models = new SourceModels(host, {
      onFinished: (source, model) => this.#handleFinished(source, model),
      onCredits: ({ available, low, short }) => {
        this.#shortfalls.tell(short);
        if (low && !this.#toldLow) this.#toasts?.show(host.messages.toastLowCredits(available), "warning");
        this.#toldLow = low;
      },
    });
    this.#time = new TimeLeft(host, () => this.#isMaking);
    new FocusKeeper(host, () => host.renderRoot.querySelector<HTMLElement>(".panel .row button"));
  }

  /** Before the element draws: follows another source, and the link that the page was opened by. */
  prepare(): void {
    const { sourceType, sourceId } = this.#host;
    if (this.#source?.sourceId !== (sourceId || undefined) || (this.#source !== null && this.#source.sourceType !== sourceType)) {
      if (this.#source !== null) this.#leaveSource();
      this.#source = sourceId ? { sourceType, sourceId } : null;
      void this.#models.trackOnly(this.#source === null ? [] : [this.#source]);
    }
    const model = this.#entry?.model ?? null;
    if (model !== null && followLink(model.id)) this.#isViewing = true;
  }

  get state(): ElementState {
    const entry = this.#entry;
    if (this.#source === null) return "empty";
    if (entry === undefined) return this.#models.error === undefined ? "loading" : "error";
    if (this.#isWaiting || this.#isStarting || this.#isMaking) return "loading";
    if (this.#ownProblem !== null || entry.generation !== null) return "error";
    return entry.model === null ? "empty" : "ready";
  }

  /** Asks for the confirmation and starts. */
  async start(): Promise<void> {
    const source = this.#source;
    const host = this.#host;
    const previews = this.#previews;
    if (source === null || this.#confirm === null || this.#isStarting) return;
    const { heading: title, cost } = host;
    const isRegeneration = (this.#entry?.model ?? null) !== null;
    const images = await this.#confirm.ask({ title, images: this.#knownImages ?? {}, previews, findings: previews && this.#findings, cost, isRegeneration });
    if (images === null) return;
    if (images !== host.images) this.#ownImages = images;
    host.images = images;
    this.#set(() => {
      this.#isStarting = true;
      this.#ownProblem = null;
    });
    try {
      const { taskId, modelId, version, message } = await this.#starter.start(host.activeClient, source, images, () => this.#toasts?.show(host.messages.stillWaiting, "info", STATUS));
      // Without a place with its service yet, the model's own id stands for the task's, and the words are about waiting.
      this.#time.told = { modelId, text: message, isOfWaiting: taskId === modelId };
      this.#link.emit("model-3d-started", { ...source, taskId, modelId, version });
    } catch (error) {
      const problem = this.#link.report(error);
      if (source === this.#source) this.#set(() => (this.#ownProblem = problem));
    }
    if (source === this.#source) await this.#models.refresh(source);
    // Another source has been set meanwhile, which has nothing to do with this start.
    if (source !== this.#source) return;
    this.#set(() => (this.#isStarting = false));
    // Being made all the same, by an earlier request or in another tab: the panel shows how far it is, and there is no problem to stay beside the result.
    if (this.#ownProblem === null || !this.#isMaking) return;
    this.#toasts?.show(this.#ownProblem, "warning");
    this.#set(() => (this.#ownProblem = null));
  }

  #set(change: () => unknown): void {
    change();
    this.#host.requestUpdate();
  }

  /** What the user gave or began for one thing is not for another: only photos of the page's own stay. */
  #leaveSource(): void {
    const host = this.#host;
    const kept = host.images === this.#ownImages ? undefined : host.images;
    this.#confirm?.answer(null);
    this.#forgetImages();
    host.images = kept;
    this.#isReplacing = this.#isViewing = this.#isStarting = false;
    this.#ownProblem = null;
  }

  /** Whether all is there that the panel shows; drawn piece by piece it would move under the pointer. */
  get #isWaiting(): boolean {
    return this.#entry === undefined || ((this.#host.cost ?? this.#cost.value) === undefined && !this.#cost.hasFailed);
  }

  get #entry(): ModelEntry | undefined {
    return this.#source === null ? undefined : this.#models.entryOf(this.#source);
  }

  /** The photos at hand: those of the page or the user, else those of the newest version. */
  get #knownImages(): InputImages | undefined {
    const { images } = this.#host;
    if (images !== undefined) return images;
    const { model, generation } = this.#entry ?? {};
    const used = generation?.input_images ?? model?.input_images;
    return this.#isReplacing || !hasRequiredViews(used) ? undefined : used;
  }

  get #isMaking(): boolean {
    const generation = this.#entry?.generation ?? null;
    return generation !== null && isRunning(generation);
  }

  #handleFinished({ sourceType, sourceId }: Source, model: Model): void {
    const { messages } = this.#host;
    if (model.status === "SUCCEEDED") {
      this.#toasts?.show(messages.toastReady(this.#title), "success", STATUS);
      this.#link.emit("model-3d-ready", { model });
      if (this.#cost.mayFallShort) this.#shortfalls.lookUp(this.#host.activeClient, model).catch(this.#link.report);
      return;
    }
    const reason = model.task_error ?? messages.failedWithoutReason;
    this.#toasts?.show(messages.toastFailed(this.#title, reason), "danger");
    this.#link.emit("model-3d-failed", { sourceType, sourceId, modelId: model.id, reason });
  }

  #handleImages({ detail }: Model3DEvent<"model-3d-images">): void {
    this.#host.images = this.#ownImages = detail.images;
    this.#previews = detail.previews;
    this.#findings = detail.findings;
    void this.#host.updateComplete.then(() => this.start());
  }

  #forgetImages(): void {
    for (const preview of Object.values(this.#previews ?? {})) if (preview.startsWith("blob:")) URL.revokeObjectURL(preview);
    this.#host.images = this.#ownImages = undefined;
    this.#previews = undefined;
    this.#findings = undefined;
    this.#set(() => (this.#isReplacing = true));
  }

  /** Name of the thing, for messages. */
  get #title(): string {
    const { heading, messages } = this.#host;
    return heading === "" ? messages.viewerAlt : heading;
  }

  get #toasts(): Model3DToasts | null {
    return this.#host.renderRoot.querySelector<Model3DToasts>("[data-role=toasts]");
  }

  get #confirm(): Model3DConfirm | null {
    return this.#host.renderRoot.querySelector<Model3DConfirm>("[data-role=confirm]");
  }

  async #checkStatus(generation: Model): Promise<void> {
    if (this.#source === null) return;
    try {
      const news = await checkGeneration(this.#host.activeClient, generation, this.#title, this.#host.messages);
      if (news !== null) this.#toasts?.show(news.text, news.tone, STATUS);
    } catch (error) {
      this.#toasts?.show(this.#link.report(error), "danger");
    }
    await this.#models.refresh(this.#source);
  }

  render(): TemplateResult {
    const { activeClient: client, activeLang: lang } = this.#host;
    const [confirm, toasts] = [this.#link.tag("confirm", Model3DConfirm), this.#link.tag("toasts")];
    return html`<div class="panel">${this.#renderPanel()}</div>
      ${this.#renderDialog()}
      <${confirm} data-role="confirm" .client=${client} .lang=${lang}></${confirm}>
      <${toasts} data-role="toasts" .lang=${lang}></${toasts}>`;
  }

  #renderPanel(): TemplateResult {
    const entry = this.#entry;
    const { messages, images } = this.#host;
    if (this.#isWaiting) {
      if (this.#source === null || entry !== undefined || this.#models.error === undefined) return renderWaitingFor(images, messages);
      return html`<slot name="error"
        >${renderProblem(messages.modelsError)}
        <div class="row"><button type="button" @click=${() => this.#models.refreshAll()}>${messages.retry}</button></div></slot
      >`;
    }
    const generation = entry?.generation ?? null;
    if (generation !== null && isRunning(generation)) return renderMaking(generation, { title: this.#title, time: this.#time.of(generation), messages, onCheck: () => void this.#checkStatus(generation), renderPreview: () => this.#renderViewer(generation, false) });
    return this.#renderAsking(entry?.model ?? null, generation);
  }

  #renderDialog(): TemplateResult {
    const { messages, activeLang: lang } = this.#host;
    const model = this.#entry?.model ?? null;
    const dialog = this.#link.tag("dialog");
    const isOpen = this.#isViewing && model !== null;
    return html`<${dialog} size="large" .open=${isOpen} .heading=${messages.model3dOf(this.#title)} .lang=${lang} @close=${() => this.#set(() => (this.#isViewing = false))}>
      ${isOpen ? this.#renderViewer(model, true) : nothing}
    </${dialog}>`;
  }

  #renderViewer(model: Model, isLarge: boolean): TemplateResult {
    const { activeClient: client, activeLang: lang, messages, arUrl } = this.#host;
    return renderViewer(model, { tag: this.#link.tag("viewer"), client, lang, alt: messages.model3dOf(this.#title), isLarge, arUrl });
  }

  #renderAsking(model: Model | null, failed: Model | null): TemplateResult {
    const { messages, activeClient: client, activeLang: lang, images: given, cost = this.#cost.value } = this.#host;
    const previews = this.#previews;
    const images = this.#knownImages;
    const upload = this.#link.tag("upload");
    const action = failed !== null || this.#ownProblem !== null ? messages.tryAgainFor : model === null ? messages.generate : messages.regenerate;
    const reason = this.#ownProblem ?? (failed === null ? null : messages.failedBecause(failed.task_error ?? messages.failedWithoutReason));
    const canStart = hasRequiredViews(images);
    return html`${reason === null ? nothing : renderProblem(reason)}
      ${model === null
        ? nothing
        : html`<p class="ready-line" part="ready" role="status">${checkIcon()} ${messages.generateReady}</p>
            ${this.#renderViewer(model, false)}`}
      ${canStart && (model === null || given !== undefined) ? renderViews(images, previews, messages) : nothing}
      <div class="row" ?hidden=${model === null && !canStart}>
        ${model === null ? nothing : html`<button type="button" class="primary" @click=${() => this.#set(() => (this.#isViewing = true))}>${cubeIcon()} ${messages.view3d}</button>`}
        ${canStart
          ? html`<button type="button" class=${model === null ? "primary" : ""} aria-busy=${this.#isStarting} @click=${() => this.start()}>
                ${sparkIcon()} ${cost === undefined ? messages.confirmTitle : action(cost)}
              </button>
              ${previews === undefined && given !== undefined ? nothing : html`<button type="button" @click=${() => this.#forgetImages()}>${messages.startOver}</button>`}`
          : nothing}
      </div>
      ${canStart ? nothing : keyed(this.#source, html`<${upload} .client=${client} .lang=${lang} @model-3d-images=${(event: Model3DEvent<"model-3d-images">) => this.#handleImages(event)}></${upload}>`)}`;
  }
}
