import type { SourceType } from "@model-3d/contract";
import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { alertIcon, cubeIcon, expandIcon, imageIcon } from "../base/icons.ts";
import { Model3DElement, type ElementState } from "../base/model-3d-element.ts";
import { findFault, type ViewerFault } from "./find-fault.ts";
import { forgetFile, hasWebGl, loadModelViewer, type ModelViewerElement } from "./load-model-viewer.ts";
import { PASSED_DECLARATIONS, passAttributes, type PassedProperties } from "./passed-attributes.ts";
import { ShownFile } from "./shown-file.ts";
import { viewerStyles } from "./viewer.styles.ts";

type ToBlobOptions = Parameters<ModelViewerElement["toBlob"]>[0];

/** How far outside of the viewport a viewer begins to load. */
const NEAR_MARGIN = "240px";

/**
 * One model to look at from all sides. Give it `src`, or `model-id`, or `source-type` and `source-id`; the last follows
 * the active version. All attributes of `<model-viewer>` are passed on by their own names.
 *
 * @slot poster - instead of the picture that stands for the model until it is there
 * @slot empty - instead of the words when there is no model
 * @fires model-3d-load - the model shows
 * @fires model-3d-progress - how much of the file is there
 * @fires model-3d-error - it cannot be shown
 * @csspart model-viewer - the `<model-viewer>` inside
 * @csspart poster - the picture
 * @csspart error - the words and the button when it failed
 */
export class Model3DViewer extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, viewerStyles];

  static override properties: PropertyDeclarations = {
    ...PASSED_DECLARATIONS,
    src: { type: String },
    modelId: { type: String, attribute: "model-id" },
    sourceType: { type: String, attribute: "source-type" },
    sourceId: { type: String, attribute: "source-id" },
    poster: { type: String },
    alt: { type: String },
    loading: { type: String },
    reveal: { type: String },
    isNear: { state: true },
    isRevealed: { state: true },
    isDrawable: { state: true },
    isLoaded: { state: true },
    progress: { state: true },
    fault: { state: true },
  };

  declare src: string | undefined;
  declare modelId: string | undefined;
  declare sourceType: SourceType;
  declare sourceId: string | undefined;
  declare poster: string | undefined;
  /** What is to be seen, for those who cannot see it. */
  declare alt: string | undefined;
  /** `eager` does not wait until the viewer comes near the viewport. */
  declare loading: "auto" | "lazy" | "eager";
  /** `manual` waits until the user asks for the model. */
  declare reveal: "auto" | "manual";
  declare isNear: boolean;
  declare isRevealed: boolean;
  declare isDrawable: boolean;
  declare isLoaded: boolean;
  declare progress: number;
  declare fault: ViewerFault | null;

  readonly #file = new ShownFile(this);
  #observer: IntersectionObserver | undefined;
  #reported: unknown;

  constructor() {
    super();
    this.sourceType = "product";
    this.loading = "auto";
    this.reveal = "auto";
    this.isNear = false;
    this.isRevealed = false;
    this.isDrawable = false;
    this.isLoaded = false;
    this.progress = 0;
    this.fault = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const comeNear = (entries: IntersectionObserverEntry[]): void => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.isNear = true;
    };
    this.#observer = new IntersectionObserver(comeNear, { rootMargin: NEAR_MARGIN });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  /** A picture of what is shown now; takes the options of model-viewer's `toBlob`. Throws while nothing is shown. */
  async toBlob(options?: ToBlobOptions): Promise<Blob> {
    const viewer = this.modelViewer;
    if (viewer === null || this.state !== "ready") throw new Error("The model is not shown yet. Wait for `model-3d-load`.");
    return viewer.toBlob(options);
  }

  /** The `<model-viewer>` inside, once it is needed. */
  get modelViewer(): ModelViewerElement | null {
    return this.renderRoot.querySelector<ModelViewerElement>("model-viewer");
  }

  /** Tries again after an error. */
  async retry(): Promise<void> {
    const src = this.#file.current?.src;
    this.isDrawable = false;
    this.isLoaded = false;
    this.progress = 0;
    await this.updateComplete;
    if (src !== undefined && customElements.get("model-viewer") !== undefined) await forgetFile(src);
    await this.#file.reload();
    this.fault = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.loading === "eager") this.isNear = true;
    if (changed.has("reveal")) this.isRevealed = this.reveal !== "manual";
    if (this.#file.update()) {
      this.isLoaded = false;
      this.progress = 0;
      this.fault = null;
    }
    const { error } = this.#file;
    if (error !== undefined && error !== this.#reported) this.fault = { kind: "failed", message: this.report(error) };
    this.#reported = error;
    this.state = this.#findState();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#file.current !== null && this.isNear && this.isRevealed && !this.isDrawable && this.fault === null) void this.#prepare();
    const viewer = this.modelViewer;
    if (viewer !== null) passAttributes(this as Partial<PassedProperties>, viewer);
    if (changed.has("fault") && this.fault !== null && this.fault.kind !== "failed") {
      const message = this.#faultText(this.fault);
      this.emit("model-3d-error", { code: this.fault.kind, message, error: new Error(message) });
    }
  }

  #findState(): ElementState {
    if (this.fault !== null) return "error";
    if (this.#file.current === null) return this.#file.isAsking ? "loading" : "empty";
    return this.isLoaded ? "ready" : "loading";
  }

  async #prepare(): Promise<void> {
    if (!hasWebGl()) {
      this.fault = { kind: "no_webgl" };
      return;
    }
    try {
      await loadModelViewer();
      this.isDrawable = true;
    } catch {
      this.fault = { kind: "unreachable" };
    }
  }

  async #handleLoad(): Promise<void> {
    const src = this.#file.current?.src;
    if (src === undefined) return;
    // A file that could not be read is shown as an empty model by model-viewer, which says nothing.
    if (this.modelViewer?.originalGltfJson == null) return this.#handleFailure(src);
    this.isLoaded = true;
    this.emit("model-3d-load", { src });
  }

  async #handleFailure(src: string): Promise<void> {
    const fault = await findFault(src);
    if (this.#file.current?.src === src) this.fault = fault;
  }

  #handleViewerError(event: CustomEvent<{ type: string }>): void {
    const src = this.#file.current?.src;
    if (event.detail.type === "webglcontextlost") this.fault = { kind: "context_lost" };
    else if (src !== undefined) void this.#handleFailure(src);
  }

  #handleProgress(event: CustomEvent<{ totalProgress: number }>): void {
    this.progress = event.detail.totalProgress;
    this.emit("model-3d-progress", { progress: this.progress });
  }

  #handleKey(event: KeyboardEvent): void {
    const viewer = this.modelViewer;
    if (viewer === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") viewer.zoom(1);
    else if (event.key === "-") viewer.zoom(-1);
    else if (event.key === "0") this.#resetCamera(viewer);
    else return;
    event.preventDefault();
  }

  #resetCamera(viewer: ModelViewerElement): void {
    const { cameraOrbit, cameraTarget, fieldOfView }: Partial<PassedProperties> = this;
    viewer.resetTurntableRotation(0);
    viewer.cameraOrbit = cameraOrbit ?? "0deg 75deg 105%";
    viewer.cameraTarget = cameraTarget ?? "auto auto auto";
    viewer.fieldOfView = fieldOfView ?? "auto";
  }

  #toggleFullScreen(): void {
    if (document.fullscreenElement === null) void this.requestFullscreen();
    else void document.exitFullscreen();
  }

  #faultText(fault: ViewerFault): string {
    const { messages } = this;
    if (fault.kind === "failed") return fault.message;
    return {
      no_webgl: messages.viewerNoWebGl,
      missing: messages.viewerMissing,
      unreachable: messages.viewerUnreachable,
      unreadable: messages.viewerUnreadable,
      context_lost: messages.viewerContextLost,
    }[fault.kind];
  }

  protected override render(): TemplateResult {
    const shown = this.#file.current;
    return html`${shown !== null && this.isDrawable ? this.#renderModel(shown.src) : nothing}
      <slot name="poster">
        ${shown?.poster ? html`<img class="poster" part="poster" src=${shown.poster} alt=${this.isLoaded ? "" : this.#alt} />` : nothing}
      </slot>
      ${this.#renderCover()}`;
  }

  get #alt(): string {
    return this.alt ?? this.messages.viewerAlt;
  }

  #renderModel(src: string): TemplateResult {
    return html`<model-viewer
      part="model-viewer"
      camera-controls
      loading="eager"
      src=${src}
      alt=${this.#alt}
      @load=${this.#handleLoad}
      @error=${this.#handleViewerError}
      @progress=${this.#handleProgress}
      @keydown=${this.#handleKey}
    ></model-viewer>`;
  }

  #renderCover(): TemplateResult | typeof nothing {
    const { messages, state, fault } = this;
    if (fault !== null) {
      return html`<div class="cover" part="error" role="alert">
        ${alertIcon(28)}
        <p>${this.#faultText(fault)}</p>
        <button type="button" @click=${this.retry}>${messages.retry}</button>
      </div>`;
    }
    if (state === "empty") return html`<div class="cover"><slot name="empty">${imageIcon(32)}<p>${messages.viewerEmpty}</p></slot></div>`;
    if (!this.isRevealed) {
      return html`<div class="cover">
        <button type="button" class="primary" @click=${() => (this.isRevealed = true)}>${cubeIcon()} ${messages.viewerStart}</button>
      </div>`;
    }
    if (state === "ready") {
      return html`<div class="tools">
        <button class="icon" type="button" aria-label=${messages.fullScreen} @click=${this.#toggleFullScreen}>${expandIcon()}</button>
      </div>`;
    }
    const percent = Math.round(this.progress * 100);
    return html`<div class="progress" role="progressbar" aria-label=${messages.viewerLoading(percent)} aria-valuenow=${percent}>
      <span style="width:${percent}%"></span>
    </div>`;
  }
}

export interface Model3DViewer extends Partial<PassedProperties> {}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-viewer": Model3DViewer;
  }
}
