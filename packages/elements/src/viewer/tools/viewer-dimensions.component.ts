import { css, html, nothing, svg, type CSSResultGroup, type PropertyValues, type TemplateResult } from "lit";
import type { DefaultingDeclarations } from "../../base/defaulting-element.ts";
import { Model3DElement } from "../../base/model-3d-element.ts";
import type { ViewerToolTexts } from "../../locale/en-viewer-tools.ts";
import type { ModelViewerElement } from "../load-model-viewer.ts";
import { DimensionLines, type DrawnEdge } from "./dimension-lines.ts";
import { formatLength, type LengthUnit } from "./measure.ts";

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
`;

/**
 * How long, high and deep a model is, drawn along the edges of the box around it. The viewer draws this element itself.
 *
 * @csspart dimension - a label with a length
 */
export class Model3DViewerDimensions extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, dimensionStyles];

  static override properties: DefaultingDeclarations = {
    modelViewer: { attribute: false },
    scale: { attribute: false },
    unit: { type: String, initial: "cm" },
    texts: { attribute: false },
    edges: { state: true, initial: [] },
  };

  declare modelViewer: ModelViewerElement | undefined;
  /** How the model is scaled: when that changes, so do its edges. */
  declare scale: string | undefined;
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
    return html`<svg aria-hidden="true">
        ${this.edges.map(({ from, to }) => svg`<line x1=${from.x} y1=${from.y} x2=${to.x} y2=${to.y} stroke="currentColor" stroke-width="1.5"/>
          ${[from, to].map(({ x, y }) => svg`<circle cx=${x} cy=${y} r="2.5" fill="currentColor"/>`)}`)}
      </svg>
      ${this.edges.map(({ axis, from, to }) => {
        // As a property: a strict page allows no style attribute.
        const place = `transform: translate(${(from.x + to.x) / 2}px, ${(from.y + to.y) / 2}px) translate(-50%, -50%)`;
        const words = texts.viewerDimension(axis, formatLength(metres[axis], this.unit, this.activeLang, "long"));
        return html`<div class="label" part="dimension" role="img" aria-label=${words} .style=${place}><bdi>${formatLength(metres[axis], this.unit, this.activeLang)}</bdi></div>`;
      })}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-viewer-dimensions": Model3DViewerDimensions;
  }
}
