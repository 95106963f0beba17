import type { RealSize } from "@model-3d/contract";
import { css, html, nothing, svg, type CSSResultGroup, type PropertyValues, type TemplateResult } from "lit";
import type { DefaultingDeclarations } from "../../base/defaulting-element.ts";
import { Model3DElement } from "../../base/model-3d-element.ts";
import type { ViewerToolTexts } from "../../locale/en-viewer-tools.ts";
import { formatNumber } from "../../locale/format-number.ts";
import type { ModelViewerElement } from "../load-model-viewer.ts";
import type { Model3DViewer } from "../viewer.component.ts";
import { DimensionLines, type DrawnEdge } from "./dimension-lines.ts";
import { formatLength, type LengthUnit } from "./measure.ts";
import { readToolNames } from "./tool-names.ts";
import type { Model3DViewerTools } from "./viewer-tools.component.ts";

const dimensionStyles = css`
  :host {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }

  svg {
    width: 100%;
    height: 100%;
    overflow: visible;
    color: var(--_text);
  }

  .label {
    position: absolute;
    inset: 0 auto auto 0;
    padding: 2px 8px;
    border-radius: 999px;
    background: var(--_text);
    color: var(--_surface);
    font-size: 0.75rem;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    line-height: 1.5;
    white-space: nowrap;
  }

  .doubt {
    position: absolute;
    inset-block-start: 10px;
    /* Beside the buttons in the corner. */
    inset-inline: 10px 112px;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    width: fit-content;
    margin: 0;
    padding: 4px 10px;
    border-radius: var(--_small-radius);
    background: color-mix(in srgb, var(--_surface) 92%, transparent);
    font-size: 0.8125rem;
    text-align: start;
  }

  .doubt button {
    pointer-events: auto;
  }
`;

/**
 * How long, high and deep a model is, drawn along the edges of the box around it. The viewer draws this element itself.
 *
 * @csspart dimension - a label with a length
 * @csspart dimension-note - what the lengths are as long as no real size was said
 */
export class Model3DViewerDimensions extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, dimensionStyles];

  static override properties: DefaultingDeclarations = {
    modelViewer: { attribute: false },
    scale: { attribute: false },
    viewer: { attribute: false },
    realSize: { attribute: false, initial: null },
    unit: { type: String, initial: "cm" },
    texts: { attribute: false },
    edges: { state: true, initial: [] },
  };

  declare modelViewer: ModelViewerElement | undefined;
  /** How the model is scaled: when that changes, so do its edges. */
  declare scale: string | undefined;
  declare viewer: Model3DViewer | undefined;
  /** What was said of the size of the real thing; without it lengths are no facts. */
  declare realSize: RealSize | null;
  declare unit: LengthUnit;
  declare texts: ViewerToolTexts | undefined;
  declare edges: readonly DrawnEdge[];
  #lines: DimensionLines | undefined;

  constructor() {
    super();
    this.state = "ready";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#lines?.remove();
    this.#lines = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#measure();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("modelViewer") || changed.has("scale")) this.#measure();
  }

  #measure(): void {
    this.#lines?.remove();
    this.#lines = this.modelViewer === undefined ? undefined : new DimensionLines(this.modelViewer, (edges) => (this.edges = edges));
  }

  protected override render(): TemplateResult | typeof nothing {
    const size = this.modelViewer?.loaded === true ? this.modelViewer.getDimensions() : undefined;
    const { texts } = this;
    if (size === undefined || texts === undefined) return nothing;
    const metres = { width: size.x, height: size.y, depth: size.z };
    const longest = Math.max(size.x, size.y, size.z);
    // A model that is made from photos has proportions alone; in a file of the page's own, metres were meant by whoever made it.
    const isRelative = this.viewer?.hasLengths === false;
    const write = (length: number, unitDisplay?: "long"): string =>
      isRelative ? formatNumber(length / longest, this.activeLang, { style: "percent", maximumFractionDigits: 0 }) : formatLength(length, this.unit, this.activeLang, unitDisplay);
    return html`<svg aria-hidden="true">
        ${this.edges.map(({ from, to }) => svg`<line x1=${from.x} y1=${from.y} x2=${to.x} y2=${to.y} stroke="currentColor" stroke-width="1.5"/>
          ${[from, to].map(({ x, y }) => svg`<circle cx=${x} cy=${y} r="2.5" fill="currentColor"/>`)}`)}
      </svg>
      ${this.edges.map(({ axis, from, to }) => {
        // As a property: a strict page allows no style attribute.
        const place = `transform: translate(${(from.x + to.x) / 2}px, ${(from.y + to.y) / 2}px) translate(-50%, -50%)`;
        const words = texts.viewerDimension(axis, write(metres[axis], "long"));
        return html`<div class="label" part="dimension" role="img" aria-label=${words} .style=${place}><bdi>${write(metres[axis])}</bdi></div>`;
      })}
      ${this.realSize === null ? this.#renderDoubt(texts) : nothing}`;
  }

  /** A model of the API; all others are files of the page's own. */
  get #isMade(): boolean {
    return (this.viewer?.file.model ?? null) !== null;
  }

  /** What the lengths are as long as nobody has said how large the real thing is, and the way to say it. */
  #renderDoubt(texts: ViewerToolTexts): TemplateResult {
    const { viewer } = this;
    const tools = viewer?.renderRoot.querySelector<Model3DViewerTools>(`${(this.constructor as typeof Model3DElement).tagPrefix}-viewer-tools`);
    const canSet = this.#isMade && tools != null && readToolNames(viewer?.tools).has("size");
    return html`<p class="doubt" role="note" part="dimension-note">
      ${this.#isMade ? texts.viewerSizeUnknown : texts.viewerSizeOfFile} ${canSet && viewer !== undefined ? html`<button type="button" class="small" @click=${() => void tools.askForSize(viewer)}>${texts.viewerSetSize}</button>` : nothing}
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-viewer-dimensions": Model3DViewerDimensions;
  }
}
