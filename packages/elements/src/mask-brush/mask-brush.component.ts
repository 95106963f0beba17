import { estimateForegroundMask } from "@model-3d/generator/masks";
import type { View } from "@model-3d/contract";
import { nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { checkIcon, refreshIcon, undoIcon } from "../base/icons.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import { readPixels } from "../coach/read-pixels.ts";
import type { UploadTexts } from "../locale/en-upload.ts";
import { cutOut } from "./cut-out.ts";
import { drawVeil } from "./draw-veil.ts";
import { EditableMask, type Area, type Place } from "./editable-mask.ts";
import { maskBrushStyles } from "./mask-brush.styles.ts";

const TOOLS = ["background", "object", "alike"] as const;
type Tool = (typeof TOOLS)[number];

/** Shares of the photo's longer side. */
const SIZES = { min: 0.5, max: 12, step: 0.5, initial: 4 } as const;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** Below it nothing is left of which a model could be made. */
const LEAST_SHARE = 0.003;

/**
 * Mends what of a photo is object, in a dialog: by a brush for either side, and by pointing at background, which goes with all that
 * hangs together with it. Everything can be done by mouse, finger and keys, and taken back.
 *
 * @fires model-3d-mask-mended - the photo cut out as it was mended: `{ file }`
 * @fires close - the dialog has been closed
 * @csspart stage - the photo with its mask
 */
export class Model3DMaskBrush extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, maskBrushStyles];

  static override properties: DefaultingDeclarations = {
    view: { attribute: false, initial: "front" },
    file: { attribute: false, initial: null, takesNull: true },
    mended: { attribute: false, initial: null, takesNull: true },
    tool: { state: true, initial: "background" },
    size: { state: true, initial: SIZES.initial },
    pointer: { state: true, initial: null },
    news: { state: true, initial: "" },
    mask: { state: true, initial: null },
    texts: { state: true, initial: null },
  };

  declare view: View;
  /** The photo as it was taken. */
  declare file: File | null;
  /** The photo as it was cut out before, if it was. */
  declare mended: File | null;
  declare tool: Tool;
  /** The brush's diameter in per cent of the photo's longer side. */
  declare size: number;
  /** Where the brush is, in pixels of the mask. */
  declare pointer: Place | null;
  /** What a screen reader says. */
  declare news: string;
  declare mask: EditableMask | null;
  declare texts: UploadTexts | null;
  #rgba: Uint8Array = new Uint8Array();
  #automatic: Uint8Array = new Uint8Array();
  /** Whether the brush is down. */
  #isDown = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("file") && this.file !== null) void this.#open(this.file, this.mended);
    this.state = this.mask === null ? "loading" : "ready";
  }

  async #open(file: File, mended: File | null): Promise<void> {
    try {
      const [{ image }, texts, earlier] = await Promise.all([readPixels(file), this.messages.uploadTexts(), mended === null ? null : readPixels(mended)]);
      this.texts = texts;
      this.#rgba = image.data;
      this.#automatic = Uint8Array.from(estimateForegroundMask(image).coverage, (share) => Math.round(255 * share));
      const isSameSize = earlier?.image.width === image.width && earlier.image.height === image.height;
      const coverage = isSameSize ? Uint8Array.from({ length: this.#automatic.length }, (_, i) => earlier.image.data[4 * i + 3]!) : this.#automatic;
      this.mask = new EditableMask(image.width, image.height, coverage);
      await this.updateComplete;
      const photo = this.renderRoot.querySelector<HTMLCanvasElement>("canvas.photo");
      photo?.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(image.data), image.width, image.height), 0, 0);
      this.#draw(this.mask.whole);
      this.renderRoot.querySelector<HTMLElement>(".frame")?.focus();
    } catch (error) {
      this.report(error);
      this.#leave();
    }
  }

  get #radius(): number {
    return this.mask === null ? 0 : (this.size / 200) * Math.max(this.mask.width, this.mask.height);
  }

  #draw(area: Area): void {
    const veil = this.renderRoot.querySelector<HTMLCanvasElement>("canvas.veil");
    if (veil !== null && this.mask !== null) {
      veil.getContext("2d")?.clearRect(area.left, area.top, area.right - area.left, area.bottom - area.top);
      drawVeil(veil, this.mask, area);
    }
    this.requestUpdate();
  }

  /** Puts the brush down at a place. */
  #begin(place: Place): void {
    const { mask, tool } = this;
    if (mask === null) return;
    mask.beginStep();
    this.pointer = place;
    if (tool === "alike") this.#draw(mask.clearAlike(this.#rgba, place));
    else {
      this.#isDown = true;
      this.#draw(mask.paint(place, place, this.#radius, tool === "object"));
    }
    this.news = this.texts?.brush.done[tool] ?? "";
  }

  #moveTo(place: Place): void {
    const before = this.pointer;
    this.pointer = place;
    if (this.#isDown && before !== null && this.mask !== null) this.#draw(this.mask.paint(before, place, this.#radius, this.tool === "object"));
  }

  #placeOf({ clientX, clientY, currentTarget }: PointerEvent): Place {
    const box = (currentTarget as HTMLElement).getBoundingClientRect();
    const { width = 1, height = 1 } = this.mask ?? {};
    return { x: ((clientX - box.left) / box.width) * width, y: ((clientY - box.top) / box.height) * height };
  }

  #handlePointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#begin(this.#placeOf(event));
  };

  #handlePointerMove = (event: PointerEvent): void => this.#moveTo(this.#placeOf(event));

  #handleUp = (): void => {
    this.#isDown = false;
  };

  #handleKey = (event: KeyboardEvent): void => {
    const { mask } = this;
    if (mask === null) return;
    const direction = ARROWS[event.key];
    const at = this.pointer ?? { x: mask.width / 2, y: mask.height / 2 };
    if (direction !== undefined) {
      const step = event.shiftKey ? 1 : Math.max(2, this.#radius);
      this.#moveTo({ x: Math.min(mask.width, Math.max(0, at.x + direction[0] * step)), y: Math.min(mask.height, Math.max(0, at.y + direction[1] * step)) });
    } else if (event.key === " " || event.key === "Enter") {
      if (!event.repeat) this.#begin(at);
    } else if (event.key === "+" || event.key === "-") {
      this.size = Math.min(SIZES.max, Math.max(SIZES.min, this.size + (event.key === "+" ? 1 : -1) * SIZES.step));
    } else if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) this.#undo();
    else return;
    event.preventDefault();
  };

  #undo = (): void => {
    const { mask, texts } = this;
    if (mask === null || !mask.canUndo) return;
    mask.undo();
    this.news = texts?.brush.undone ?? "";
    this.#draw(mask.whole);
  };

  #startOver = (): void => {
    this.mask?.replace(this.#automatic);
    if (this.mask !== null) this.#draw(this.mask.whole);
    this.news = this.texts?.brush.undone ?? "";
  };

  async #finish(): Promise<void> {
    const { file, mask } = this;
    if (file === null || mask === null) return;
    try {
      const mended = await cutOut(file, mask);
      this.dispatchEvent(new CustomEvent("model-3d-mask-mended", { detail: { file: mended } }));
    } catch (error) {
      this.report(error);
    }
    this.#leave();
  }

  #leave = (): void => {
    this.dispatchEvent(new CustomEvent("close"));
  };

  protected override render(): TemplateResult {
    const { texts, mask, messages } = this;
    const dialog = this.tag("dialog");
    return html`<${dialog} .open=${true} size="large" .heading=${texts?.brush.title(messages.viewName(this.view)) ?? ""} .lang=${this.activeLang} @close=${this.#leave}>
      ${texts === null || mask === null ? html`<div class="stage" role="status">${messages.itemsLoading}</div>` : this.#renderBody(texts.brush, mask)}
    </${dialog}>`;
  }

  #renderBody(texts: UploadTexts["brush"], mask: EditableMask): TemplateResult {
    const isEmpty = mask.share < LEAST_SHARE;
    return html`<div class="tools" role="group" aria-label=${texts.tools}>
        ${TOOLS.map((tool) => html`<button type="button" aria-pressed=${tool === this.tool} @click=${() => (this.tool = tool)}>${texts.tool[tool]}</button>`)}
        <label>${texts.size}<input type="range" min=${SIZES.min} max=${SIZES.max} step=${SIZES.step} .value=${String(this.size)} ?disabled=${this.tool === "alike"} @input=${(event: Event) => (this.size = Number((event.target as HTMLInputElement).value))} /></label>
        <button type="button" ?disabled=${!mask.canUndo} @click=${this.#undo}>${undoIcon()} ${texts.undo}</button>
        <button type="button" @click=${this.#startOver}>${refreshIcon()} ${texts.startOver}</button>
      </div>
      <div class="stage" part="stage">
        <div
          class="frame"
          role="application"
          tabindex="0"
          aria-label=${texts.stage}
          aria-describedby="how"
          @pointerdown=${this.#handlePointerDown}
          @pointermove=${this.#handlePointerMove}
          @pointerup=${this.#handleUp}
          @pointercancel=${this.#handleUp}
          @keydown=${this.#handleKey}
          @keyup=${this.#handleUp}
          @blur=${this.#handleUp}
        >
          <canvas class="photo" width=${mask.width} height=${mask.height} aria-hidden="true"></canvas>
          <canvas class="veil" width=${mask.width} height=${mask.height} aria-hidden="true"></canvas>
          ${this.#renderPointer(mask)}
        </div>
      </div>
      <p id="how" class="how muted">${texts.how[this.tool]}</p>
      <div class="visually-hidden" role="status">${this.news}</div>
      <button slot="footer" type="button" @click=${this.#leave}>${this.messages.cancel}</button>
      <button slot="footer" type="button" class="primary" title=${isEmpty ? texts.empty : ""} ?disabled=${isEmpty} @click=${() => this.#finish()}>${checkIcon()} ${texts.finish}</button>`;
  }

  #renderPointer(mask: EditableMask): TemplateResult | typeof nothing {
    const { pointer } = this;
    if (pointer === null) return nothing;
    const percent = (value: number, of: number): string => `${(100 * value) / of}%`;
    const width = this.tool === "alike" ? 1.5 : this.size;
    const side = percent((width / 100) * Math.max(mask.width, mask.height), mask.width);
    return html`<span class="pointer" .style=${`left: ${percent(pointer.x, mask.width)}; top: ${percent(pointer.y, mask.height)}; width: ${side}; aspect-ratio: 1;`}></span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-mask-brush": Model3DMaskBrush;
  }
}
