import type { GenerationOptions } from "@model-3d/contract";
import { nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { LazyPart } from "../base/lazy-part.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import type { GalleryItem } from "../gallery/gallery-item.ts";
import type { BatchPanel } from "./batch-panel.ts";

/**
 * Has models of many items made together. With `items` it says first what that takes: how many models, credits and time, and which items
 * are left out and why. Once started it follows the batch, by events and, where there are none, by asking: how far all of it and each item
 * is, with pause, resume, cancelling what has not begun, and trying again what failed; and gives what is made as one ZIP.
 *
 * The batch lives on the server. Without `items` and `batch-id` it shows the user's batch that is under way, or the list of batches: a page
 * that was left finds it again.
 *
 * Without `open` it shows in place. With `open` it shows in a dialog of its own; once closed, `open` is `false` and it shows nothing until
 * it is opened again: `element.items = items; element.open = true`.
 *
 * A gallery with `batches` opens it for what is ticked.
 *
 * @slot empty - instead of the words when there is no batch
 * @slot error - instead of the words when something could not be loaded
 * @fires model-3d-batch-started - a batch has begun
 * @fires model-3d-batch-done - every item of the batch that is shown has come to its end
 * @fires model-3d-archive - an archive is about to be fetched; `preventDefault()` leaves it to the page
 * @csspart estimate - what the items would come to
 * @csspart left-out - the items that are left out
 * @csspart progress - how far the batch is
 * @csspart items - the list of its items
 * @csspart item - one of them
 * @csspart archive - the form that gives all results
 * @csspart stored - what of that form is about a ZIP that is packed first, whose download goes on where it broke off
 * @csspart batches - the list of batches
 */
export class Model3DBatch extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles];

  static override properties: DefaultingDeclarations = {
    items: { attribute: false },
    batchId: { type: String, attribute: "batch-id" },
    name: { type: String },
    options: { attribute: false },
    formats: { type: String },
    open: { type: Boolean },
    heading: { type: String },
  };

  /** What models are to be made of, as in a gallery: its `title` names the files, its `images` are the photos. */
  declare items: readonly GalleryItem[] | undefined;
  /** The batch that is shown; the element sets it when it has started one. */
  declare batchId: string | undefined;
  /** What the batch is called, such as its collection. */
  declare name: string | undefined;
  /** What is asked of each generation: texture, number of triangles … */
  declare options: GenerationOptions | undefined;
  /** Formats of the archive that can be chosen, in this order: `glb, stl`. Without it: all that the server gives. */
  declare formats: string | undefined;
  /** `undefined`: in place; `true`: in a dialog; `false`: closed. */
  declare open: boolean | undefined;
  /** Name of the dialog. */
  declare heading: string | undefined;

  /** Comes when it is first seen. */
  readonly #panel = new LazyPart<BatchPanel>(this, {
    fetch: async (messages, known) => {
      const [{ BatchPanel: Panel }, { batchStyles }, texts] = await Promise.all([import("./batch-panel.ts"), import("./batch.styles.ts"), messages.batchTexts()]);
      return { part: Object.assign(known ?? new Panel(this, this.link), { texts }), styles: batchStyles };
    },
    isWanted: () => this.open !== false,
    report: (error) => void this.report(error),
  });

  protected override willUpdate(): void {
    this.state = this.#panel.hasFailed ? "error" : (this.#panel.part?.state ?? "loading");
  }

  protected override render(): TemplateResult {
    const { part } = this.#panel;
    if (this.open === undefined) return html`${this.#panel.render()}${part?.renderDialogs() ?? nothing}`;
    const dialog = this.tag("dialog");
    const heading = this.heading ?? part?.texts.title ?? "";
    return html`<${dialog} size="medium" .open=${this.open} .heading=${heading} .lang=${this.activeLang} @close=${() => (this.open &&= false)}>
        ${this.open ? this.#panel.render() : nothing}
      </${dialog}>
      ${part?.renderDialogs() ?? nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-batch": Model3DBatch;
  }
}
