import type { InputImages, SourceType } from "@model-3d/contract";
import type { CSSResultGroup, TemplateResult } from "lit";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { LazyPart } from "../base/lazy-part.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import { MissingInput } from "../base/missing-input.ts";
import { isCost } from "../credits/is-cost.ts";
import { readCost } from "../credits/read-cost.ts";
import { startAreaStyles } from "../upload/start-area.styles.ts";
import { renderWaitingFor } from "./generate-frame.ts";
import type { GeneratePanel } from "./generate-panel.ts";
import { generateStyles } from "./generate.styles.ts";

/**
 * From photos to a model: the views (asked for when the page gives none), the confirmation with the cost, the progress with the
 * time left as the user's earlier models tell it, the result, and another version of it.
 *
 * @slot error - instead of the words when it cannot be known what there is
 * @fires model-3d-started - a generation has begun
 * @fires model-3d-ready - it succeeded
 * @fires model-3d-failed - it failed, and why
 * @csspart making - the progress
 * @csspart first-look - the coarse model that is shown meanwhile
 * @csspart failed - the reason of a failure
 * @csspart ready - the line above a model that is there
 */
export class Model3DGenerate extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, startAreaStyles, generateStyles];

  static override properties: DefaultingDeclarations = {
    sourceType: { type: String, attribute: "source-type", initial: "product" },
    sourceId: { type: String, attribute: "source-id" },
    heading: { type: String, initial: "" },
    cost: { type: Number, converter: readCost, fits: isCost },
    arUrl: { type: String, attribute: "ar-url" },
    images: { attribute: false },
  };

  /** Whether the source is a product or a collection of the host's. */ declare sourceType: SourceType;
  /** The source: a UUID of the host's. */ declare sourceId: string | undefined;
  /** Name of the thing, for the confirmation. */ declare heading: string;
  /** Credits shown; the server's own figure when left out. */
  declare cost: number | undefined;
  /** Address behind the viewer's code for phones, `{model}` in it stands for the model's id; by default this page, which opens the model. */ declare arUrl: string | undefined;
  /** Photos by view; without front and back the user is asked for them. */ declare images: InputImages | undefined;

  /** Comes with the first one in the page. */
  readonly #panel = new LazyPart<GeneratePanel>(this, {
    fetch: async (_messages, known) => {
      const { GeneratePanel: Panel } = await import("./generate-panel.ts");
      return { part: known ?? new Panel(this, this.link), styles: [] };
    },
    report: (error) => void this.report(error),
    renderWaiting: () => renderWaitingFor(this.images, this.messages),
  });

  constructor() {
    super();
    new MissingInput(this, () => !this.sourceId, 'has no "source-id": give it the UUID of what the model is of, so that it can be made.');
  }

  /** Asks for the confirmation and starts. Waits until the panel is there. */
  async start(): Promise<void> {
    await (await this.#panel.drawn())?.start();
  }

  protected override willUpdate(): void {
    const { part, hasFailed } = this.#panel;
    part?.prepare();
    this.state = part?.state ?? (hasFailed ? "error" : this.sourceId === undefined ? "empty" : "loading");
  }

  protected override render(): TemplateResult {
    return this.#panel.render();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-generate": Model3DGenerate;
  }
}
