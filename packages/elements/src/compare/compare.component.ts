import type { Model } from "@model-3d/contract";
import { type CSSResultGroup, type TemplateResult } from "lit";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { LazyPart } from "../base/lazy-part.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import type { ComparePanel } from "./compare-panel.ts";

/**
 * Two models with one camera: turning, zooming or moving one does the same to the other. Side by side (one above the other
 * where it is narrow), or on top of each other with a divider to move by mouse, finger and arrow keys. Both stand on one
 * floor and in one scale, as large as they really are to each other where that is known of both (`real_size`), else as their files
 * say, which is told below them; `scale="each"` lets each fill its frame.
 *
 * Give it two versions by their ids (looked up, or in `models`), or two files. `left` and
 * `right` are what they say, in a page that reads from right to left too. Give the element a height and both models share it.
 *
 * The arrow keys turn both models while one has the focus, `+` and `-` zoom, `0` goes back to the start.
 *
 * @slot empty - instead of the words when nothing is to be compared
 * @fires model-3d-load - one of the two models shows
 * @csspart bar - the buttons
 * @csspart sides - what holds both models
 * @csspart side - one model with its name and figures
 * @csspart viewer - its `<model-3d-viewer>`
 * @csspart caption - its name and figures
 * @csspart scale-note - what their sizes are as long as the real one is not known of both
 * @csspart divider - the handle of the slider
 */
export class Model3DCompare extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles];

  static override properties: DefaultingDeclarations = {
    left: { type: String },
    right: { type: String },
    leftSrc: { type: String, attribute: "left-src" },
    rightSrc: { type: String, attribute: "right-src" },
    leftLabel: { type: String, attribute: "left-label" },
    rightLabel: { type: String, attribute: "right-label" },
    models: { attribute: false },
    mode: { type: String, reflect: true, initial: "side-by-side", oneOf: ["side-by-side", "slider"] },
    scale: { type: String, reflect: true, initial: "same", oneOf: ["same", "each"] },
    split: { type: Number, initial: 50 },
  };

  /** Id of the version on the left. */
  declare left: string | undefined;
  /** Id of the version on the right. */
  declare right: string | undefined;
  /** Address of the file on the left, in place of a version. */
  declare leftSrc: string | undefined;
  /** Address of the file on the right, in place of a version. */
  declare rightSrc: string | undefined;
  /** Name of what is on the left; by default the number of its version. */
  declare leftLabel: string | undefined;
  /** Name of what is on the right; by default the number of its version. */
  declare rightLabel: string | undefined;
  /** Versions that the page has already, so that they need not be asked for. */
  declare models: readonly Model[] | undefined;
  /** Beside one another, or in one place under a divider. */
  declare mode: "side-by-side" | "slider";
  /** `same` shows both in one scale, `each` lets each fill its frame. */
  declare scale: "same" | "each";
  /** Where the divider of the slider is, in per cent from the left. */
  declare split: number;

  /** Comes with the first comparison. */
  readonly #panel = new LazyPart<ComparePanel>(this, {
    fetch: async (messages, known) => {
      const [{ ComparePanel: Panel }, { compareStyles }, texts] = await Promise.all([import("./compare-panel.ts"), import("./compare.styles.ts"), messages.compareTexts()]);
      return { part: Object.assign(known ?? new Panel(this, this.tag("viewer")), { texts }), styles: [compareStyles] };
    },
    report: (error) => void this.report(error),
  });

  protected override willUpdate(): void {
    this.state = this.#panel.hasFailed ? "error" : (this.#panel.part?.state ?? "loading");
  }

  protected override render(): TemplateResult {
    return this.#panel.render();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-compare": Model3DCompare;
  }
}
