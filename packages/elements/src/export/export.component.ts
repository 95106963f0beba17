import type { Model } from "@model-3d/contract";
import { nothing, type CSSResultGroup, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { LazyPart } from "../base/lazy-part.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import type { ExportPanel } from "./export-panel.ts";

/**
 * One version to take away, in every format that the server has or makes: each with what it is for, what of the model it keeps and
 * loses, and the options that it knows. One click makes the file where it is not there, fetches it, tells how far it is, and saves it
 * as `<name>-v<version>.<ending>`; the card then says what is in the file. Formats that are not to be had are named apart, with the reason.
 *
 * A model made of photos has no size of its own: one measure of the real thing is asked for once, kept for all versions of its
 * source, and given to every file.
 *
 * Without `open` it shows in place. With `open` it shows in a dialog of its own; once closed, `open` is `false` and it shows
 * nothing until it is opened again: `element.model = model; element.open = true`.
 *
 * Give it a `model` that you have, or a `model-id` to be looked up.
 *
 * @slot empty - instead of the words when there is nothing to export
 * @slot error - instead of the words when the files cannot be looked up
 * @fires model-3d-export-ready - a file is there and about to be saved; `preventDefault()` leaves it to the page
 * @fires model-3d-size-changed - the user has said how large the real thing is
 * @csspart size - the form that asks for one measure
 * @csspart formats - the list of formats that are there
 * @csspart format - one of them
 * @csspart card - what is in the file that came
 * @csspart options - what can be chosen of a format
 * @csspart download - its button
 * @csspart unavailable - the formats that are not there
 */
export class Model3DExport extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles];

  static override properties: DefaultingDeclarations = {
    modelId: { type: String, attribute: "model-id" },
    model: { attribute: false, takesNull: true },
    formats: { type: String },
    local: { type: Boolean, initial: false },
    name: { type: String },
    open: { type: Boolean },
    heading: { type: String },
  };

  /** The version to export, by its id. */
  declare modelId: string | undefined;
  /** The version itself, when the page has it. */
  declare model: Model | null | undefined;
  /** Which formats to show, in this order: `glb, usdz, stl`. Without it: all that are there, then those that are not. */
  declare formats: string | undefined;
  /** Makes the files in this browser, of the model's GLB, where the server makes none. */
  declare local: boolean;
  /** What the model is of: first part of the file names, and in the dialog's heading. */
  declare name: string | undefined;
  /** `undefined`: in place; `true`: in a dialog; `false`: closed. */
  declare open: boolean | undefined;
  /** Name of the dialog. */
  declare heading: string | undefined;

  /** Comes when it is first seen. */
  readonly #panel = new LazyPart<ExportPanel>(this, {
    fetch: async (messages, known) => {
      const [{ ExportPanel: Panel, panelStyles }, texts] = await Promise.all([import("./export-panel.ts"), messages.exportTexts()]);
      return { part: Object.assign(known ?? new Panel(this), { texts }), styles: panelStyles };
    },
    isWanted: () => this.open !== false,
    report: (error) => void this.report(error),
  });

  protected override willUpdate(): void {
    this.state = this.#panel.hasFailed ? "error" : (this.#panel.part?.state ?? "loading");
  }

  /** Fetches and saves one format, as its button does. Waits until the panel is there; does nothing where the format is not. */
  async download(format: string): Promise<void> {
    await (await this.#panel.drawn())?.download(format);
  }

  protected override render(): TemplateResult {
    if (this.open === undefined) return this.#panel.render();
    const dialog = this.tag("dialog");
    const { messages, name } = this;
    const heading = this.heading ?? (name === undefined ? messages.export : messages.exportOf(name));
    return html`<${dialog} size="medium" .open=${this.open} .heading=${heading} .lang=${this.activeLang} @close=${() => (this.open &&= false)}>
      ${this.open ? this.#panel.render() : nothing}
    </${dialog}>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-export": Model3DExport;
  }
}
