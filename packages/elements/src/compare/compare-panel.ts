import { Task } from "@lit/task";
import type { Model, RealSize } from "@model-3d/contract";
import { nothing, type ReactiveController, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { html, type StaticValue } from "lit/static-html.js";
import { alertIcon, refreshIcon } from "../base/icons.ts";
import type { ElementState } from "../base/model-3d-element.ts";
import { formatBytes } from "../export/format-bytes.ts";
import { formatNumber } from "../locale/format-number.ts";
import type { CompareTexts } from "../locale/en-compare.ts";
import { findModels } from "../models/find-model.ts";
import type { Model3DViewer } from "../viewer/viewer.component.ts";
import { columnsIcon, handleIcon, scaleIcon, sliderIcon } from "./compare-icons.ts";
import type { Model3DCompare } from "./compare.component.ts";
import { clamp, splitForKey, splitForPoint } from "./divider.ts";
import { readFigures, type Figures } from "./read-figures.ts";
import { SharedCamera } from "./shared-camera.ts";

const SIDES = ["left", "right"] as const;
type SideName = (typeof SIDES)[number];

/** What is known of the real thing's size; in a file of the page's own, metres were meant by whoever made it. */
type KnownSize = RealSize | "as its file says" | "unknown";

/** What one side shows, or why it shows nothing. */
type Side =
  | { label: string; kind: "asking" }
  | { label: string; kind: "unset" }
  | { label: string; kind: "shown"; src: string; poster: string | undefined; size: KnownSize }
  | { label: string; kind: "absent"; why: string; canRetry: boolean };

/** Everything of a comparison but its frame: finds the models, keeps their cameras together, draws them. */
export class ComparePanel implements ReactiveController {
  declare texts: CompareTexts;
  readonly #host: Model3DCompare;
  readonly #viewerTag: StaticValue;
  readonly #camera = new SharedCamera();
  readonly #figures = new Map<SideName, { src: string; figures: Figures }>();
  readonly #loaded = new Map<SideName, string>();
  readonly #failed = new Set<SideName>();
  readonly #lookUp;
  #isDragging = false;

  constructor(host: Model3DCompare, viewerTag: StaticValue) {
    this.#host = host;
    this.#viewerTag = viewerTag;
    this.#lookUp = new Task(host, {
      args: () => [SIDES.flatMap((side) => (this.#isUnknown(side) ? [host[side] ?? ""] : [])).join(), host.activeClient] as const,
      task: async ([ids, client], { signal }) => (ids === "" ? new Map<string, Model>() : findModels(client, ids.split(","), signal)),
      onError: (error) => {
        const known = error instanceof Error ? error : new Error(String(error));
        const detail = { code: "code" in known ? String(known.code) : "network_error", message: known.message, error: known };
        host.dispatchEvent(new CustomEvent("model-3d-error", { detail, bubbles: true, composed: true }));
      },
    });
    host.addController(this);
  }

  hostUpdated(): void {
    this.#camera.scale = this.#host.scale === "each" ? "each" : "same";
    this.#host.renderRoot.querySelector<HTMLElement>(".sides")?.style.setProperty("--_split", `${this.#split}%`);
    for (const side of SIDES) {
      const { kind } = this.#sideOf(side);
      if (kind !== "shown") this.#forget(side);
    }
  }

  hostDisconnected(): void {
    this.#camera.leaveAll();
    this.#loaded.clear();
    this.#failed.clear();
  }

  get state(): ElementState {
    const kinds = SIDES.map((side) => this.#sideOf(side).kind);
    if (kinds.every((kind) => kind === "unset")) return "empty";
    if (kinds.includes("absent") || this.#failed.size > 0) return "error";
    return kinds.every((kind) => kind === "unset" || kind === "shown") && this.#loaded.size === kinds.filter((kind) => kind === "shown").length ? "ready" : "loading";
  }

  get #split(): number {
    return clamp(this.#host.split);
  }

  #forget(side: SideName): void {
    this.#camera.leave(side);
    this.#loaded.delete(side);
    this.#failed.delete(side);
    this.#figures.delete(side);
  }

  #knownModel(side: SideName): Model | undefined {
    const id = this.#host[side]?.toLowerCase();
    return this.#host.models?.find((model) => model.id === id);
  }

  #isUnknown(side: SideName): boolean {
    return this.#host[`${side}Src`] === undefined && (this.#host[side] ?? "") !== "" && this.#knownModel(side) === undefined;
  }

  #sideOf(side: SideName): Side {
    const { texts } = this;
    const { messages } = this.#host;
    const own = this.#host[`${side}Label`];
    const src = this.#host[`${side}Src`];
    const id = this.#host[side]?.toLowerCase() ?? "";
    if (src !== undefined && src !== "") return { label: own ?? texts[side], kind: "shown", src, poster: undefined, size: "as its file says" };
    if (id === "") return { label: own ?? texts[side], kind: "unset" };
    const model = this.#knownModel(side) ?? this.#lookUp.value?.get(id);
    if (model === undefined) {
      const label = own ?? texts[side];
      if (this.#lookUp.error !== undefined) return { label, kind: "absent", why: `${texts.error}. ${messages.describeError(this.#lookUp.error as Error & { code: string })}`, canRetry: true };
      return this.#lookUp.value === undefined || this.#isLookingUp ? { label, kind: "asking" } : { label, kind: "absent", why: texts.missing, canRetry: true };
    }
    const label = own ?? messages.version(model.version);
    const { glb } = model.model_urls;
    if (glb === undefined) return { label, kind: "absent", why: texts.noFile, canRetry: false };
    return { label, kind: "shown", src: glb, poster: model.thumbnail_url ?? undefined, size: model.real_size ?? "unknown" };
  }

  get #isLookingUp(): boolean {
    return this.#lookUp.render({ pending: () => true, initial: () => true, complete: () => false, error: () => false }) ?? false;
  }

  async #handleLoad(side: SideName, event: Event): Promise<void> {
    const { modelViewer, src } = event.currentTarget as Model3DViewer;
    if (modelViewer === null || src === undefined) return;
    this.#failed.delete(side);
    this.#loaded.set(side, src);
    this.#camera.join(side, modelViewer);
    // One camera is told of once.
    if (side === "right") modelViewer.shadowRoot?.querySelector("#status")?.parentElement?.setAttribute("aria-hidden", "true");
    this.#host.requestUpdate();
    this.#figures.set(side, { src, figures: await readFigures(modelViewer, src) });
    this.#host.requestUpdate();
  }

  #handleFault(side: SideName): void {
    this.#forget(side);
    this.#failed.add(side);
    this.#host.requestUpdate();
  }

  /** Before the viewer's own keys, which know of one camera only. */
  readonly #resetByKey = {
    handleEvent: (event: KeyboardEvent): void => {
      if (event.key !== "0" || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.#camera.reset();
    },
    capture: true,
  };

  #handleKey(event: KeyboardEvent): void {
    const split = event.ctrlKey || event.metaKey || event.altKey ? null : splitForKey(event, this.#split);
    if (split === null) return;
    event.preventDefault();
    this.#host.split = split;
  }

  #handlePress(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#isDragging = true;
  }

  #handleDrag(event: PointerEvent): void {
    const sides = this.#host.renderRoot.querySelector(".sides");
    if (this.#isDragging && sides !== null) this.#host.split = splitForPoint(event.clientX, sides.getBoundingClientRect());
  }

  render(): TemplateResult {
    const { texts } = this;
    const { mode } = this.#host;
    const [left, right] = [this.#sideOf("left"), this.#sideOf("right")];
    if (left.kind === "unset" && right.kind === "unset") return html`<slot name="empty"><div class="notice">${columnsIcon(28)}<h3>${texts.nothing}</h3><p>${texts.nothingHint}</p></div></slot>`;
    // A side that has something to say is not to be cut in two.
    const isSlider = mode === "slider" && left.kind === "shown" && right.kind === "shown" && this.#failed.size === 0;
    return html`${this.#renderBar()}
      <div class="sides ${isSlider ? "slider" : ""}" part="sides" role="group" aria-label=${texts.comparison(left.label, right.label)} @keydown=${this.#resetByKey}>
        ${this.#renderSide("left", left)} ${isSlider ? this.#renderDivider(left.label, right.label) : nothing} ${this.#renderSide("right", right)}
      </div>
      ${this.#host.scale !== "each" && left.kind === "shown" && right.kind === "shown" && !areComparable(left, right) ? html`<p class="muted doubt" role="note" part="scale-note">${texts.scaleUnknown}</p>` : nothing}`;
  }

  #renderBar(): TemplateResult {
    const { texts } = this;
    const host = this.#host;
    const isSlider = host.mode === "slider";
    const modeButton = (mode: Model3DCompare["mode"], isOn: boolean, label: string, picture: TemplateResult): TemplateResult =>
      html`<button type="button" aria-pressed=${isOn} @click=${() => (host.mode = mode)}>${picture} ${label}</button>`;
    return html`<div class="bar" part="bar">
      <div class="choice" role="group" aria-label=${texts.arrangement}>${modeButton("side-by-side", !isSlider, texts.sideBySide, columnsIcon())}${modeButton("slider", isSlider, texts.slider, sliderIcon())}</div>
      <button class="toggle" type="button" aria-pressed=${host.scale !== "each"} title=${texts.sameScaleHint} @click=${() => (host.scale = host.scale === "each" ? "same" : "each")}>
        ${scaleIcon()} ${texts.sameScale}
      </button>
      <button class="icon quiet" type="button" aria-label=${texts.resetView} title=${texts.resetView} @click=${() => this.#camera.reset()}>${refreshIcon()}</button>
    </div>`;
  }

  #renderSide(name: SideName, side: Side): TemplateResult {
    return html`<figure class="side ${name}" part="side" aria-label=${side.label}>
      <div class="view">${this.#renderView(name, side)}</div>
      <figcaption part="caption"><strong>${side.label}</strong> <span class="muted">${this.#renderFigures(name, side)}</span></figcaption>
    </figure>`;
  }

  #renderView(name: SideName, side: Side): TemplateResult | typeof nothing {
    const host = this.#host;
    const viewer = this.#viewerTag;
    if (side.kind === "asking") return html`<div class="skeleton" role="status" aria-label=${host.messages.itemsLoading}></div>`;
    if (side.kind === "unset") return html`<div class="skeleton still"></div>`;
    if (side.kind === "absent") {
      const retry = html`<button type="button" @click=${() => this.#lookUp.run()}>${host.messages.retry}</button>`;
      return html`<div class="notice" role="alert">${alertIcon(28)}<p>${side.why}</p>${side.canRetry ? retry : nothing}</div>`;
    }
    const size = this.#realSizeOf(side);
    // Measured when it loads: with another size it is another model.
    return html`${keyed(JSON.stringify(size), html`<${viewer}
      part="viewer"
      loading="eager"
      tools="none"
      disable-tap
      .client=${host.activeClient}
      .lang=${host.activeLang}
      .src=${side.src}
      .poster=${side.poster}
      .realSize=${size}
      .alt=${host.messages.model3dOf(side.label)}
      @model-3d-load=${(event: Event) => void this.#handleLoad(name, event)}
      @model-3d-error=${() => this.#handleFault(name)}
    ></${viewer}>`)}`;
  }

  /** Where one is unknown the other's would make it a giant or a dwarf beside it. */
  #realSizeOf(side: Side & { kind: "shown" }): RealSize | null {
    const [left, right] = [this.#sideOf("left"), this.#sideOf("right")];
    const isKnown = left.kind !== "shown" || right.kind !== "shown" || areComparable(left, right);
    return isKnown && typeof side.size === "object" ? side.size : null;
  }

  #renderFigures(name: SideName, side: Side): string | typeof nothing {
    const known = this.#figures.get(name);
    if (side.kind !== "shown" || known?.src !== side.src) return nothing;
    const { triangles, bytes } = known.figures;
    const lang = this.#host.activeLang;
    const words = [
      triangles === null ? null : this.texts.triangles(formatNumber(triangles, lang)),
      bytes === null ? null : formatBytes(bytes, lang),
    ].filter((word) => word !== null);
    return words.length === 0 ? this.texts.figuresUnknown : words.join(" · ");
  }

  #renderDivider(left: string, right: string): TemplateResult {
    const percent = Math.round(this.#split);
    return html`<div
      class="divider"
      part="divider"
      role="slider"
      tabindex="0"
      aria-label=${this.texts.divider(left, right)}
      aria-orientation="horizontal"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent}
      aria-valuetext=${this.texts.dividerValue(percent, left)}
      @keydown=${this.#handleKey.bind(this)}
      @pointerdown=${this.#handlePress.bind(this)}
      @pointermove=${this.#handleDrag.bind(this)}
      @pointerup=${() => (this.#isDragging = false)}
      @lostpointercapture=${() => (this.#isDragging = false)}
    >
      <span>${handleIcon()}</span>
    </div>`;
  }
}

function areComparable(...sides: readonly (Side & { kind: "shown" })[]): boolean {
  return sides.every(({ size }) => size !== "unknown");
}
