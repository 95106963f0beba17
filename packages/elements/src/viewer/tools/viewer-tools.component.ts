import { nothing, type CSSResultGroup, type PropertyValues, type ReactiveController, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { DefaultingDeclarations } from "../../base/defaulting-element.ts";
import { expandIcon } from "../../base/icons.ts";
import { Model3DElement } from "../../base/model-3d-element.ts";
import { LIGHT_PRESETS, type LightPreset } from "../light-address.ts";
import type { ViewerToolTexts } from "../../locale/en-viewer-tools.ts";
import type { Messages } from "../../locale/locale.ts";
import { addressForPhone } from "../phone-address.ts";
import type { Model3DViewer } from "../viewer.component.ts";
import { FullScreen } from "./full-screen.ts";
import { LENGTH_UNITS, type LengthUnit } from "./measure.ts";
import type { OwnSize } from "./own-size.ts";
import { renderInspection } from "./render-inspection.ts";
import { nameScreenshot, saveFile } from "./take-screenshot.ts";
import * as icons from "./tool-icons.ts";
import { readToolNames, type ToolName } from "./tool-names.ts";
import { viewerToolsStyles } from "./viewer-tools.styles.ts";

type Panel = "phone" | "inspector" | "size";

/** Of a pointer that is no finger: a phone need not be told how to open the page on a phone. */
const DESKTOP = "(pointer: fine)";

interface Choice {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  choose: (value: string) => void;
}

/**
 * The tools of a viewer, which draws this element itself: two buttons in the corner of the model, and below the model a
 * strip, for which the model makes room, so that nothing covers it.
 *
 * @csspart corner - the buttons over the model's corner
 * @csspart toolbar - the strip below the model
 */
export class Model3DViewerTools extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, viewerToolsStyles];

  static override properties: DefaultingDeclarations = {
    viewer: { attribute: false },
    texts: { attribute: false },
    isOpen: { state: true, initial: false },
    isFull: { state: true, initial: false },
    panel: { state: true, initial: null },
    address: { state: true, initial: "" },
    hasCopied: { state: true, initial: false },
    code: { state: true, initial: null },
    ownSize: { state: true },
    problem: { state: true, initial: "" },
  };

  declare viewer: Model3DViewer | undefined;
  declare texts: ViewerToolTexts | undefined;
  declare isOpen: boolean;
  declare isFull: boolean;
  declare panel: Panel | null;
  declare address: string;
  declare hasCopied: boolean;
  declare code: TemplateResult | null;
  declare ownSize: OwnSize | undefined;
  /** Why what was asked for last could not be done. */
  declare problem: string;
  readonly #follow: ReactiveController = { hostUpdated: () => this.requestUpdate() };
  readonly #noteFullScreen = (): void => void (this.isFull = this.#fullScreen.isOn(this.viewer));
  readonly #fullScreen = new FullScreen(this.#noteFullScreen, () => this.panel !== null);

  constructor() {
    super();
    this.state = "ready";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("fullscreenchange", this.#noteFullScreen);
    this.viewer?.addController(this.#follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("fullscreenchange", this.#noteFullScreen);
    this.#fullScreen.leave();
    this.viewer?.removeController(this.#follow);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("viewer") && this.isConnected) this.viewer?.addController(this.#follow);
    if (this.viewer !== undefined) this.lang = this.viewer.activeLang;
  }

  get #words(): Messages & ViewerToolTexts {
    return { ...this.messages, ...(this.texts as ViewerToolTexts) };
  }

  async #saveScreenshot(viewer: Model3DViewer): Promise<void> {
    const name = nameScreenshot(viewer.alt ?? viewer.title);
    await this.#attempt(this.#words.viewerScreenshotFailed, async () => {
      saveFile(await viewer.toBlob({ mimeType: "image/png", idealAspect: false }), name);
      viewer.announce(this.#words.viewerScreenshotSaved(name));
    });
  }

  #openOnPhone(viewer: Model3DViewer): Promise<void> {
    return this.#attempt(this.#unreachable, async () => {
      const { drawCode } = await import("./open-on-phone.ts");
      this.address = addressForPhone(viewer, location.href);
      this.code = drawCode(this.address, this.#words.viewerPhoneCode);
      this.hasCopied = false;
      this.panel = "phone";
    });
  }

  /** Opens the form for the real size. */
  askForSize(viewer: Model3DViewer): Promise<void> {
    return this.#attempt(this.#unreachable, async () => {
      const { OwnSize: Form } = await import("./own-size.ts");
      this.ownSize ??= await Form.create(viewer, this);
      this.panel = "size";
    });
  }

  /** What a tool needs is fetched when it is pressed: without a connection it says so. */
  get #unreachable(): string {
    return this.#words.describeError({ code: "network_error", message: "Check your connection, then try again." });
  }

  async #attempt(problem: string, work: () => Promise<void>): Promise<void> {
    this.problem = "";
    try {
      await work();
    } catch (error) {
      this.report(error);
      this.problem = problem;
      // Also for whoever pressed a length beside the model while the tools are closed.
      this.viewer?.announce(problem);
    }
  }

  async #copyAddress(): Promise<void> {
    const field = this.renderRoot.querySelector<HTMLInputElement>("#address");
    field?.select();
    try {
      await navigator.clipboard.writeText(this.address);
      this.hasCopied = true;
    } catch {
      // Not allowed here: the address is selected, and one key press away.
      field?.focus();
    }
  }

  #toggleAnimation(viewer: Model3DViewer): void {
    if (viewer.paused) viewer.play();
    else viewer.pause();
    this.requestUpdate();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { viewer } = this;
    if (viewer === undefined || this.texts === undefined) return nothing;
    const messages = this.#words;
    const names = readToolNames(viewer.tools);
    const hasStrip = [...names].some((name) => name !== "full-screen");
    const fullScreenLabel = this.isFull ? messages.leaveFullScreen : messages.fullScreen;
    return html`<div class="corner" part="corner">
        ${hasStrip
          ? html`<button class="icon" type="button" aria-label=${messages.viewerTools} title=${messages.viewerTools} aria-expanded=${this.isOpen} @click=${() => (this.isOpen = !this.isOpen)}>${icons.slidersIcon()}</button>`
          : nothing}
        ${names.has("full-screen")
          ? html`<button class="icon" type="button" aria-label=${fullScreenLabel} title=${fullScreenLabel} @click=${() => this.#fullScreen.toggle(viewer)}>${expandIcon()}</button>`
          : nothing}
      </div>
      ${hasStrip && this.isOpen ? html`<div class="strip" part="toolbar" role="group" aria-label=${messages.viewerTools}>${this.#renderTools(viewer, names)}${this.problem === "" ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}</div>` : nothing}
      ${this.#renderPanel(viewer)}`;
  }

  #renderTools(viewer: Model3DViewer, names: ReadonlySet<ToolName>): TemplateResult {
    const messages = this.#words;
    const { availableVariants: variants, availableAnimations: animations } = viewer;
    const when = (name: ToolName, content: () => TemplateResult, isUseful = true): TemplateResult | typeof nothing => (names.has(name) && isUseful ? content() : nothing);
    const lights = LIGHT_PRESETS.map((name) => [name, messages.viewerLight(name)] as const);
    return html`
      ${when("reset", () => this.#renderAction(messages.viewerResetView, icons.homeIcon(), () => viewer.resetView()))}
      ${when("dimensions", () => this.#renderToggle(messages.viewerDimensions, icons.rulerIcon(), viewer.dimensions, () => (viewer.dimensions = !viewer.dimensions)))}
      ${when("dimensions", () => this.#renderChoice({ label: messages.viewerUnit, value: viewer.unit, options: LENGTH_UNITS.map((unit) => [unit, unit] as const), choose: (unit) => (viewer.unit = unit as LengthUnit) }), viewer.dimensions && viewer.hasLengths)}
      ${when("size", () => this.#renderAction(messages.viewerSize, icons.resizeIcon(), () => void this.askForSize(viewer)), viewer.file.model !== null)}
      ${when("annotations", () => this.#renderToggle(messages.viewerAnnotations, icons.pinIcon(), !viewer.hideAnnotations, () => (viewer.hideAnnotations = !viewer.hideAnnotations)), viewer.hasAnnotations)}
      ${when("variants", () => this.#renderChoice({ label: messages.viewerVariant, value: String(viewer.variantName ?? ""), options: this.#withNone(variants), choose: (name) => (viewer.variantName = name || undefined) }), variants.length > 0)}
      ${when("animations", () => this.#renderChoice({ label: messages.viewerAnimation, value: String(viewer.animationName ?? animations[0]), options: animations.map((name) => [name, name] as const), choose: (name) => (viewer.animationName = name) }), animations.length > 1)}
      ${when("animations", () => this.#renderAction(viewer.paused ? messages.viewerPlay : messages.viewerPause, viewer.paused ? icons.playIcon() : icons.pauseIcon(), () => this.#toggleAnimation(viewer)), animations.length > 0)}
      ${when("light", () => this.#renderChoice({ label: messages.viewerLightLabel, value: viewer.light, options: lights, choose: (light) => (viewer.light = light as LightPreset) }))}
      ${when("wireframe", () => this.#renderToggle(messages.viewerWireframe, icons.wireframeIcon(), viewer.wireframe, () => (viewer.wireframe = !viewer.wireframe)))}
      ${when("screenshot", () => this.#renderAction(messages.viewerScreenshot, icons.cameraIcon(), () => void this.#saveScreenshot(viewer)))}
      ${when("phone", () => this.#renderAction(messages.viewerPhone, icons.phoneIcon(), () => void this.#openOnPhone(viewer)), matchMedia(DESKTOP).matches)}
      ${when("inspector", () => this.#renderAction(messages.viewerInspector, icons.infoIcon(), () => void (this.panel = "inspector")))}
    `;
  }

  #withNone(names: readonly string[]): (readonly [string, string])[] {
    return [["", this.#words.viewerNoVariant] as const, ...names.map((name) => [name, name] as const)];
  }

  #renderAction(label: string, icon: TemplateResult, act: () => void): TemplateResult {
    return html`<button type="button" class="tool" title=${label} @click=${act}>${icon}<span>${label}</span></button>`;
  }

  #renderToggle(label: string, icon: TemplateResult, isOn: boolean, toggle: () => void): TemplateResult {
    return html`<button type="button" class="tool" title=${label} aria-pressed=${isOn} @click=${toggle}>${icon}<span>${label}</span></button>`;
  }

  #renderChoice({ label, value, options, choose }: Choice): TemplateResult {
    return html`<label class="choice" title=${label}
      ><span>${label}</span
      ><select @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
        ${options.map(([name, text]) => html`<option value=${name} ?selected=${name === value}>${text}</option>`)}
      </select></label
    >`;
  }

  #renderPanel(viewer: Model3DViewer): TemplateResult {
    const { panel } = this;
    const messages = this.#words;
    return html`<${this.tag("dialog")}
      .heading=${panel === "inspector" ? messages.viewerInspector : panel === "size" ? messages.viewerSize : messages.viewerPhoneTitle}
      .open=${panel !== null}
      .lang=${this.lang}
      .theme=${viewer.theme}
      @close=${() => (this.panel = null)}
    >
      ${panel === "phone" ? this.#renderPhone() : nothing} ${panel === "size" ? (this.ownSize?.render() ?? nothing) : nothing}
      ${panel === "inspector" && viewer.modelViewer?.loaded === true ? renderInspection(viewer.modelViewer, messages, this.lang) : nothing}
    </${this.tag("dialog")}>`;
  }

  #renderPhone(): TemplateResult {
    const messages = this.#words;
    const isLocal = /^(localhost|127\.|\[::1\])/.test(new URL(this.address, location.href).host);
    return html`<div class="phone">
      ${this.code}
      <p>${messages.viewerPhoneHint}</p>
      ${isLocal ? html`<p class="badge warning">${messages.viewerPhoneLocal}</p>` : nothing}
      <div class="address">
        <input id="address" type="text" readonly aria-label=${messages.viewerPhoneAddress} .value=${this.address} />
        <button type="button" class="primary" @click=${this.#copyAddress}>${this.hasCopied ? messages.viewerCopied : messages.viewerCopy}</button>
      </div>
      <p class="visually-hidden" role="status">${this.hasCopied ? messages.viewerCopied : ""}</p>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-viewer-tools": Model3DViewerTools;
  }
}
