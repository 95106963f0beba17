import { html, nothing, render, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { html as htmlOfTags } from "lit/static-html.js";
import { alertIcon, cubeIcon, imageIcon } from "../base/icons.ts";
import { Model3DElement, type ElementState } from "../base/model-3d-element.ts";
import { describeSides, pressKey, resetCamera, type StartView } from "./camera-keys.ts";
import { savesData, wantsNoMotion } from "./device.ts";
import { faultText } from "./find-fault.ts";
import { HotspotSlots } from "./hotspot-slots.ts";
import { lightAddress } from "./light-address.ts";
import { LoadingModel } from "./loading-model.ts";
import type { ModelViewerElement } from "./load-model-viewer.ts";
import { forwardMembers, type ModelViewerMembers } from "./model-viewer-members.ts";
import { NearViewport } from "./near-viewport.ts";
import { passAttributes } from "./passed-attributes.ts";
import { ShownFile } from "./shown-file.ts";
import { ToolLoader } from "./tool-loader.ts";
import { ViewerProperties } from "./viewer-properties.ts";
import { viewerStyles } from "./viewer.styles.ts";

/**
 * One model to look at from all sides. Give it `src`, or `model-id`, or `source-type` and `source-id`; the last follows
 * the active version. All attributes, properties, methods and events of `<model-viewer>` are there by their own names.
 *
 * @attr {string} src - address of a GLB or glTF
 * @attr {string} src-low - address of a light version, shown until the one of `src` is there
 * @attr {string} model-id - a model of the API, in place of `src`
 * @attr {"product"|"collection"} source-type - with `source-id`: whose active version to show
 * @attr {string} source-id - with `source-type`
 * @attr {string} poster - picture until the model is there; by default the model's thumbnail
 * @attr {string} alt - required: what is to be seen; without it, `title` is read
 * @attr {"auto"|"lazy"|"eager"} loading - `eager` does not wait until the viewer comes near the viewport
 * @attr {"auto"|"manual"} reveal - `manual` waits for a tap, as every viewer does while the reader saves data
 * @attr {number} max-texture-size - longest side of a texture in pixels, 0 for no limit; by default 2048 on phones
 * @attr {boolean} ar - offers to see the model in the room, where the device can
 * @attr {string} ar-modes - `webxr scene-viewer quick-look`, the first that the device can
 * @attr {"auto"|"fixed"} ar-scale - `fixed` keeps the model at its real size
 * @attr {"floor"|"wall"} ar-placement - what it stands or hangs on
 * @attr {string} ios-src - a USDZ for Quick Look; without it one is made in the page
 * @attr {string} ar-usdz-max-texture-size - longest side of its textures
 * @attr {boolean} xr-environment - lets the room light the model
 * @attr {boolean} auto-rotate - turns it; not while the reader wants no motion
 * @attr {number} auto-rotate-delay - milliseconds until then
 * @attr {string} rotation-per-second - how fast
 * @attr {string} camera-orbit - where the camera starts: `45deg 60deg 110%`
 * @attr {string} camera-target - what it looks at
 * @attr {string} field-of-view - how wide
 * @attr {string} min-camera-orbit - how far it may go; so `max-camera-orbit`, `min-field-of-view`, `max-field-of-view`
 * @attr {number} interpolation-decay - how softly it follows, in milliseconds
 * @attr {number} orbit-sensitivity - how quickly it turns; so `zoom-sensitivity`, `pan-sensitivity`
 * @attr {boolean} disable-zoom - so `disable-pan`, `disable-tap`
 * @attr {"pan-y"|"pan-x"|"none"} touch-action - what a swipe does to the page
 * @attr {"auto"|"none"} interaction-prompt - a hand that shows how to turn it; so `interaction-prompt-style`, `interaction-prompt-threshold`
 * @attr {string} environment-image - a panorama that lights the model
 * @attr {string} skybox-image - a panorama to see behind it; so `skybox-height`
 * @attr {number} exposure - how bright
 * @attr {string} tone-mapping - `neutral`, `aces`, `agx` …
 * @attr {number} shadow-intensity - how dark the shadow is; so `shadow-softness`
 * @attr {string} variant-name - which variant of its materials
 * @attr {boolean} autoplay - plays its animation; so `animation-name`, `animation-crossfade-duration`
 * @attr {string} orientation - turns the model itself; so `scale`
 * @attr {boolean} with-credentials - sends cookies for the file; so `generate-schema` for search engines
 * @attr {string} a11y - model-viewer's words for the sides, as JSON; by default those of the locale
 * @attr {string} tools - which tools to offer, all by default, `none` for none: `full-screen reset dimensions annotations variants animations light wireframe screenshot phone inspector`
 * @attr {string} ar-url - address behind the QR code for phones; by default this page, at this viewer
 * @attr {boolean} dimensions - draws width, height and depth along the model
 * @attr {"mm"|"cm"|"m"|"in"} unit - what they are written in
 * @attr {boolean} wireframe - draws the lines of the triangles
 * @attr {"auto"|"studio"|"soft"|"outdoor"|"dark"} light - a light made in code, in place of `environment-image`
 * @attr {boolean} hide-annotations - hides the hotspots
 * @slot poster - instead of the picture that stands for the model until it is there
 * @slot empty - instead of the words when there is no model
 * @slot hotspot-* - a label or button on the model, with `data-position` and `data-normal` as for model-viewer
 * @slot ar-button - instead of the button that starts AR
 * @fires model-3d-load - the model shows: `src`, and `quality` `low` or `full`
 * @fires model-3d-progress - how much of the file is there
 * @fires model-3d-error - it cannot be shown: `code` is `no_webgl`, `missing`, `unreachable`, `unreadable`, `needs_wasm`, `context_lost` or the API's
 * @fires camera-change - and all other events of model-viewer, by their names; they do not bubble
 * @csspart stage - what the model is drawn in
 * @csspart model-viewer - the `<model-viewer>` inside
 * @csspart poster - the picture
 * @csspart start - the button that loads the model after a tap
 * @csspart ar-button - the button that starts AR
 * @csspart corner - the buttons over the model's corner
 * @csspart toolbar - the strip of tools, for which the model makes room
 * @csspart dimension - a length beside the model
 * @csspart inspector - the facts about the model
 * @csspart progress - how far the file is
 * @csspart error - the words and the button when it failed
 */
export class Model3DViewer extends ViewerProperties {
  static override styles: CSSResultGroup = [Model3DElement.styles, viewerStyles];

  static override properties: PropertyDeclarations = {
    isRevealed: { state: true },
    announcement: { state: true },
  };

  declare isRevealed: boolean;
  declare announcement: string;

  readonly #near = new NearViewport(this);
  readonly #hotspots = new HotspotSlots(this);
  readonly #file = new ShownFile(this);
  readonly #loading = new LoadingModel(this);
  readonly #tools = new ToolLoader(this);
  #reportedError: unknown;
  #reportedFault: unknown;
  #hasWarned = false;

  constructor() {
    super();
    this.isRevealed = false;
    this.announcement = "";
  }

  /** The `<model-viewer>` inside, once it is needed: for what this element has no name of its own for. */
  get modelViewer(): ModelViewerElement | null {
    return this.#loading.element;
  }

  /** Whether the viewer is, or was, near the viewport. */
  get isNear(): boolean {
    return this.#near.isNear || this.loading === "eager";
  }

  /** Whether the page has put hotspots on the model. */
  get hasAnnotations(): boolean {
    return this.#hotspots.hasHotspots;
  }

  /** Tries again after an error. */
  async retry(): Promise<void> {
    await this.#loading.restart();
    await this.#file.reload();
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
  handleModelLoad(src: string, quality: "low" | "full"): void {
    this.requestUpdate();
    this.emit("model-3d-load", { src, quality });
  }

  /** @internal */
  handleModelProgress(progress: number): void {
    this.requestUpdate();
    this.emit("model-3d-progress", { progress });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("reveal")) this.isRevealed = this.reveal !== "manual" && !savesData();
    if (this.#file.update()) this.#loading.show(this.#file.current);
    const { error } = this.#file;
    if (error !== undefined && error !== this.#reportedError) this.#loading.fault = { kind: "failed", message: this.report(error) };
    this.#reportedError = error;
    this.state = this.#findState();
  }

  protected override updated(): void {
    const { fault, element } = this.#loading;
    if (this.#file.current !== null && this.isNear && this.isRevealed) void this.#loading.prepare();
    if (element !== null) this.#updateModelViewer(element);
    if (fault !== null && fault !== this.#reportedFault && fault.kind !== "failed") {
      const message = faultText(fault, this.messages);
      this.emit("model-3d-error", { code: fault.kind, message, error: new Error(message) });
    }
    this.#reportedFault = fault;
  }

  #updateModelViewer(element: ModelViewerElement): void {
    passAttributes(this, element, { isStill: wantsNoMotion() });
    element.alt = this.#alt;
    if (this.a11y === undefined) element.a11y = describeSides(this.messages);
    const light = lightAddress(this.light);
    if (light !== undefined) element.setAttribute("environment-image", light);
    const usdz = this.#file.current?.usdz;
    if (this.iosSrc === undefined && usdz != null) element.setAttribute("ios-src", usdz);
    const { messages } = this;
    render(
      html`${this.#hotspots.render(this.hideAnnotations)}
        <slot name="ar-button" slot="ar-button"><button type="button" class="ar" part="ar-button">${cubeIcon()} ${messages.viewerAr}</button></slot>`,
      element,
    );
  }

  #findState(): ElementState {
    if (this.#loading.fault !== null) return "error";
    if (this.#file.current === null) return this.#file.isAsking ? "loading" : "empty";
    return this.#loading.isLoaded ? "ready" : "loading";
  }

  get #startView(): StartView {
    const { cameraOrbit, cameraTarget, fieldOfView } = this;
    return { cameraOrbit: String(cameraOrbit ?? "0deg 75deg 105%"), cameraTarget: String(cameraTarget ?? "auto auto auto"), fieldOfView: String(fieldOfView ?? "auto") };
  }

  get #alt(): string {
    if (this.alt) return this.alt;
    if (!this.#hasWarned && this.#file.current !== null) {
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
    const shown = this.#file.current;
    const { element, isLoaded } = this.#loading;
    return html`<div class="stage" part="stage" @keydown=${this.#handleKey}>
        ${element ?? nothing}
        <slot name="poster">
          ${shown?.poster ? html`<img class="poster" part="poster" src=${shown.poster} alt=${isLoaded ? "" : this.#alt} />` : nothing}
        </slot>
        ${this.#renderCover()}
        ${this.dimensions && this.#tools.isReady && isLoaded
          ? htmlOfTags`<${this.tag("viewer-dimensions")} exportparts="dimension" .modelViewer=${element} .unit=${this.unit} .lang=${this.activeLang} .theme=${this.theme}></${this.tag("viewer-dimensions")}>`
          : nothing}
      </div>
      ${this.#tools.isWanted && this.#tools.isReady && this.state === "ready"
        ? htmlOfTags`<${this.tag("viewer-tools")} exportparts="corner, toolbar, inspector" .viewer=${this} .theme=${this.theme}></${this.tag("viewer-tools")}>`
        : nothing}
      <p class="visually-hidden" role="status">${this.announcement}</p>`;
  }

  #renderCover(): TemplateResult | typeof nothing {
    const { messages, state } = this;
    const { fault, progress } = this.#loading;
    if (fault !== null) {
      return html`<div class="cover" part="error" role="alert">
        ${alertIcon(28)}
        <p>${faultText(fault, messages)}</p>
        <button type="button" @click=${this.retry}>${messages.retry}</button>
      </div>`;
    }
    if (state === "empty") return html`<div class="cover"><slot name="empty">${imageIcon(32)}<p>${messages.viewerEmpty}</p></slot></div>`;
    if (!this.isRevealed) {
      return html`<div class="cover">
        <button type="button" class="primary" part="start" @click=${this.dismissPoster}>${cubeIcon()} ${messages.viewerStart}</button>
      </div>`;
    }
    if (state === "ready") return nothing;
    const percent = Math.round(progress * 100);
    return html`<div class="progress" part="progress" role="progressbar" aria-label=${messages.viewerLoading(percent)} aria-valuenow=${percent}>
      <span .style=${`width: ${percent}%`}></span>
    </div>`;
  }
}

forwardMembers(Model3DViewer);

export interface Model3DViewer extends ModelViewerMembers {}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-viewer": Model3DViewer;
  }
}
