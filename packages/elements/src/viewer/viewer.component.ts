import type { Model, RealSize, SourceType } from "@model-3d/contract";
import { html, nothing, render, type CSSResultGroup, type PropertyValues, type TemplateResult } from "lit";
import { html as htmlOfTags } from "lit/static-html.js";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { hideBroken } from "../base/hide-broken.ts";
import { cubeIcon } from "../base/icons.ts";
import { Model3DElement, type ElementState } from "../base/model-3d-element.ts";
import { describeSides, pressKey, resetCamera, type StartView } from "./camera-keys.ts";
import { savesData, wantsNoMotion } from "./device.ts";
import { faultText } from "./find-fault.ts";
import { HotspotSlots } from "./hotspot-slots.ts";
import { LIGHT_PRESETS, lightAddress, type LightPreset } from "./light-address.ts";
import { LoadingModel } from "./loading-model.ts";
import type { ModelViewerElement } from "./load-model-viewer.ts";
import { forwardMembers, type ModelViewerMembers } from "./model-viewer-members.ts";
import { NearViewport } from "./near-viewport.ts";
import { arModesFor, PASSED_DECLARATIONS, passAttributes, type PassedProperties } from "./passed-attributes.ts";
import { VIEWER_FRAGMENT } from "./phone-address.ts";
import { isRealSize, PER_METRE, readRealSize } from "./real-scale.ts";
import { renderCover } from "./render-cover.ts";
import { ShownFile } from "./shown-file.ts";
import { ToolLoader } from "./tool-loader.ts";
import type { LengthUnit } from "./tools/measure.ts";
import { viewerStyles } from "./viewer.styles.ts";
import { WrongAttributes } from "./wrong-attributes.ts";

/**
 * One model to look at from all sides. Give it `src`, or `model-id`, or `source-type` and `source-id`; the last follows
 * the active version. All attributes, properties, methods and events of `<model-viewer>` are there by their own names;
 * its events (`camera-change`, `ar-status`, `play` …) do not bubble, as there.
 *
 * @slot poster - instead of the picture that stands for the model until it is there
 * @slot empty - instead of the words when there is no model
 * @slot error - instead of the words and the button when it cannot be shown; `retry()` tries again
 * @slot hotspot-* - a label or button on the model, with `data-position` and `data-normal` as for model-viewer
 * @slot ar-button - instead of the button that starts AR
 * @fires model-3d-load - the model shows, also again after its context was lost: `src`, `quality` `low` or `full`, and the `seconds` since it began to load, 0 where nothing had to be loaded
 * @fires model-3d-progress - how much of the file is there
 * @fires model-3d-error - it cannot be shown: `code` is `no_webgl`, `missing`, `unreachable`, `unreadable`, `needs_wasm`, `needs_blob`, `context_lost` or the API's; `wrong_attribute` says which attribute the model is shown without
 * @csspart stage - what the model is drawn in
 * @csspart model-viewer - the `<model-viewer>` inside
 * @csspart poster - the picture
 * @csspart start - the button that loads the model after a tap
 * @csspart ar-button - the button that starts AR
 * @csspart corner - the buttons over the model's corner
 * @csspart toolbar - the strip of tools, for which the model makes room
 * @csspart dimension - a length beside the model
 * @csspart dimension-note - what the lengths are as long as no real size was said
 * @csspart inspector - the facts about the model
 * @csspart progress - how far the file is
 * @csspart error - the words and the button when it failed
 */
export class Model3DViewer extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, viewerStyles];

  static override properties: DefaultingDeclarations = {
    ...PASSED_DECLARATIONS,
    src: { type: String },
    srcLow: { type: String, attribute: "src-low" },
    version: { attribute: false },
    modelId: { type: String, attribute: "model-id" },
    sourceType: { type: String, attribute: "source-type", initial: "product" },
    sourceId: { type: String, attribute: "source-id" },
    poster: { type: String },
    alt: { type: String },
    loading: { type: String, initial: "auto", oneOf: ["auto", "lazy", "eager"] },
    reveal: { type: String, initial: "auto", oneOf: ["auto", "manual", "pressed"] },
    maxTextureSize: { type: Number, attribute: "max-texture-size" },
    tools: { type: String },
    arUrl: { type: String, attribute: "ar-url" },
    dimensions: { type: Boolean, reflect: true, initial: false },
    unit: { type: String, initial: "cm", oneOf: Object.keys(PER_METRE) },
    realSize: { attribute: "real-size", converter: readRealSize, takesNull: true, fits: isRealSize },
    wireframe: { type: Boolean, reflect: true, initial: false },
    light: { type: String, initial: "auto", oneOf: LIGHT_PRESETS },
    hideAnnotations: { type: Boolean, reflect: true, attribute: "hide-annotations", initial: false },
    isRevealed: { state: true, initial: false },
    announcement: { state: true, initial: "" },
  };

  /** Address of a GLB or glTF. */
  declare src: string | undefined;
  /** A light file that is shown until the one of `src` is there. */
  declare srcLow: string | undefined;
  /** A version that the page has, in place of `src`: its lightest file comes first, and it has its real size. */
  declare version: Model | undefined;
  /** A model of the API, in place of `src`. */
  declare modelId: string | undefined;
  /** With `source-id`: whose active version to show. */
  declare sourceType: SourceType;
  /** A UUID of the host's: shows the active version of its model. */
  declare sourceId: string | undefined;
  /** Picture until the model is there; by default the model's thumbnail. */
  declare poster: string | undefined;
  /** Required: what is to be seen, for those who cannot see it. Without it, `title` is read. */
  declare alt: string | undefined;
  /** `eager` does not wait until the viewer comes near the viewport. */
  declare loading: "auto" | "lazy" | "eager";
  /** `manual` waits for a tap, as every viewer does while the reader saves data; `pressed` says that the tap that asked for the model was made elsewhere. */
  declare reveal: "auto" | "manual" | "pressed";
  /** Longest side of a texture in pixels, 0 for no limit; by default 2048 on phones. */
  declare maxTextureSize: number | undefined;
  /** Which tools to offer, all by default, `none` for none: `full-screen reset dimensions size annotations variants animations light wireframe screenshot phone inspector`. */
  declare tools: string | undefined;
  /** Address behind the QR code for phones; by default this page, at this viewer. */
  declare arUrl: string | undefined;
  /** Draws width, height and depth along the model. */
  declare dimensions: boolean;
  /** What they are written in. */
  declare unit: LengthUnit;
  /** One measure of the real thing, as `real-size="height 12 cm"`, by which it stands in the room and is measured; by default what the API keeps, `null` for none. */
  declare realSize: RealSize | null | undefined;
  /** Draws the lines of the triangles. */
  declare wireframe: boolean;
  /** A light made in code, in place of `environment-image`. */
  declare light: LightPreset;
  /** Hides the hotspots. */
  declare hideAnnotations: boolean;
  declare isRevealed: boolean;
  declare announcement: string;

  readonly #near = new NearViewport(this);
  readonly #hotspots = new HotspotSlots(this);
  /** @internal */
  readonly file = new ShownFile(this);
  readonly #loading = new LoadingModel(this);
  readonly #tools = new ToolLoader(this);
  readonly #wrong = new WrongAttributes(this, (message) => {
    console.warn(`<${this.localName}>: ${message}`, this);
    this.emit("model-3d-error", { code: "wrong_attribute", message, error: new TypeError(message) });
  });
  #reportedError: unknown;
  #reportedFault: unknown;
  #hasWarned = false;

  /** The `<model-viewer>` inside, once it is needed: for what this element has no name of its own for. */
  get modelViewer(): ModelViewerElement | null {
    return this.#loading.element;
  }

  /** Whether the viewer is, or was, near the viewport. */
  get isNear(): boolean {
    return this.#near.isNear || this.loading === "eager";
  }

  /** Whether lengths are facts: the real size was said, or the file is of the page's own. @internal */
  get hasLengths(): boolean {
    return this.#loading.scale.size !== null || this.file.model === null;
  }

  /** What the page scales the model by, where that says anything. @internal */
  get ownScale(): string | number | undefined {
    return this.#wrong.replaced.scale === undefined ? this.scale : undefined;
  }

  /** Whether the page has put hotspots on the model. */
  get hasAnnotations(): boolean {
    return this.#hotspots.hasHotspots;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A phone that has followed the code of a viewer without an id.
    if (location.hash === `#${VIEWER_FRAGMENT}` && document.querySelector(this.localName) === this) this.scrollIntoView({ block: "center" });
  }

  /** Tries again after an error. */
  async retry(): Promise<void> {
    await this.#loading.restart();
    await this.file.reload();
    this.requestUpdate();
  }

  /** Loads and shows the model that waits for a tap. */
  dismissPoster(): void {
    this.isRevealed = true;
  }

  /** Turns the model back to where it was at first. */
  resetView(): void {
    const viewer = this.modelViewer;
    if (viewer === null) return;
    resetCamera(viewer, this.#startView);
    this.announce(this.messages.viewerReset);
  }

  /** Says something to those who listen to a screen reader, when they have time. */
  announce(words: string): void {
    // The same words again would not be read.
    this.announcement = words === this.announcement ? `${words}\u00a0` : words;
  }

  /** @internal */
  handleModelLoad(src: string, quality: "low" | "full", seconds: number): void {
    this.requestUpdate();
    this.emit("model-3d-load", { src, quality, seconds });
  }

  /** @internal */
  handleModelProgress(progress: number): void {
    this.requestUpdate();
    this.emit("model-3d-progress", { progress });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("reveal")) this.isRevealed = this.reveal === "pressed" || (this.reveal === "auto" && !savesData());
    if (this.file.update()) this.#loading.show(this.file.current);
    const { error } = this.file;
    if (error !== undefined && error !== this.#reportedError) this.#loading.fault = { kind: "failed", message: this.report(error) };
    this.#reportedError = error;
    this.state = this.#findState();
  }

  protected override updated(): void {
    const { fault, element } = this.#loading;
    if (this.file.current !== null && this.isNear && this.isRevealed) void this.#loading.prepare();
    if (element !== null) this.#updateModelViewer(element);
    if (fault !== null && fault !== this.#reportedFault && fault.kind !== "failed") {
      const message = faultText(fault, this.messages);
      this.emit("model-3d-error", { code: fault.kind, message, error: new Error(message) });
    }
    this.#reportedFault = fault;
  }

  #updateModelViewer(element: ModelViewerElement): void {
    const { messages } = this;
    passAttributes(this, element, {
      isStill: wantsNoMotion(),
      forced: { ...this.#wrong.replaced, scale: this.ownScale === undefined ? (this.#loading.scale.attribute ?? this.#wrong.replaced.scale) : undefined, "environment-image": lightAddress(this.light) ?? this.#wrong.replaced["environment-image"], "ar-modes": arModesFor(this.file.current?.src, this.arModes) },
      otherwise: { a11y: describeSides(messages), "ios-src": this.file.current?.usdz ?? undefined },
    });
    element.alt = this.#alt;
    render(
      html`${this.#hotspots.render(this.hideAnnotations)}
        <slot name="ar-button" slot="ar-button"><button type="button" class="ar" part="ar-button">${cubeIcon()} ${messages.viewerAr}</button></slot>`,
      element,
    );
  }

  #findState(): ElementState {
    if (this.#loading.fault !== null) return "error";
    if (this.file.current === null) return this.file.isAsking ? "loading" : "empty";
    return this.#loading.isLoaded ? "ready" : "loading";
  }

  get #startView(): StartView {
    const { cameraOrbit, cameraTarget } = this;
    // The dimensions have made it wider, for themselves.
    const { fieldOfView } = this.dimensions && this.modelViewer !== null ? this.modelViewer : this;
    return { cameraOrbit: String(cameraOrbit ?? "0deg 75deg 105%"), cameraTarget: String(cameraTarget ?? "auto auto auto"), fieldOfView: String(fieldOfView ?? "auto") };
  }

  get #alt(): string {
    if (this.alt) return this.alt;
    if (!this.#hasWarned && this.file.current !== null) {
      this.#hasWarned = true;
      console.warn(`<${this.localName}> has no "alt": say in it what is to be seen, for those who cannot see the model.`, this);
    }
    return this.title || this.messages.viewerAlt;
  }

  #handleKey(event: KeyboardEvent): void {
    const viewer = this.modelViewer;
    if (viewer === null || event.target !== viewer) return;
    const words = pressKey(event, viewer, this.#startView, this.messages);
    if (words === null) return;
    this.announce(words);
    event.preventDefault();
  }

  protected override render(): TemplateResult {
    const shown = this.file.current;
    const { element, isLoaded } = this.#loading;
    return html`<div class="stage" part="stage" tabindex="-1" @keydown=${this.#handleKey}>
        ${element ?? nothing}
        <slot name="poster">
          ${shown?.poster ? html`<img class="poster" part="poster" src=${shown.poster} @error=${hideBroken} @load=${hideBroken} alt=${isLoaded ? "" : this.#alt} />` : nothing}
        </slot>
        ${renderCover(this, this.#loading)}
        ${this.dimensions && this.#tools.isReady && isLoaded
          ? htmlOfTags`<${this.tag("viewer-dimensions")} exportparts="dimension, dimension-note" .modelViewer=${element} .scale=${this.#loading.scale.attribute} .viewer=${this} .realSize=${this.#loading.scale.size} .unit=${this.unit} .texts=${this.#tools.texts} .lang=${this.activeLang} .theme=${this.theme}></${this.tag("viewer-dimensions")}>`
          : nothing}
      </div>
      ${this.#tools.isShown
        ? htmlOfTags`<${this.tag("viewer-tools")} exportparts="corner, toolbar, inspector" ?hidden=${this.#tools.isHidden} ?inert=${this.state !== "ready"} .viewer=${this} .texts=${this.#tools.texts} .theme=${this.theme}></${this.tag("viewer-tools")}>`
        : nothing}
      <p class="visually-hidden" role="status">${this.announcement}</p>`;
  }
}

forwardMembers(Model3DViewer);

export interface Model3DViewer extends Partial<PassedProperties>, ModelViewerMembers {}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-viewer": Model3DViewer;
  }
}
