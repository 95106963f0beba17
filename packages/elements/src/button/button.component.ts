import type { Model, SourceType } from "@model-3d/contract";
import { nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { cubeIcon } from "../base/icons.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import { addressOfModel, followLink } from "../models/model-link.ts";
import { SourceModels } from "../models/source-models.ts";
import { buttonStyles } from "./button.styles.ts";

/**
 * A button for a toolbar: absent, without taking space, until the source has a model; then an emerald cube that opens the
 * model in a dialog over the whole page. The dialog closes by its X, by Escape and by the backdrop, and the focus comes
 * back to the button. The button comes by itself when a model becomes ready, and goes with the last one.
 *
 * Many buttons of a page ask for their models in one request. Where that fails, or where `source-id` is no UUID, the button
 * stays absent and `model-3d-error` says why.
 *
 * @slot - a label beside the cube; without one the button is the cube alone, with a name for screen readers
 * @slot icon - instead of the cube
 * @fires model-3d-open - before the dialog opens; `preventDefault()` keeps it away
 * @fires model-3d-close - the dialog has closed
 * @csspart button - the button
 * @csspart viewer - the `<model-3d-viewer>` in the dialog
 * @cssprop --model-3d-emerald - the button's colour
 * @cssprop --model-3d-on-emerald - the colour of what is on the button
 */
export class Model3DButton extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, buttonStyles];

  static override properties: DefaultingDeclarations = {
    sourceType: { type: String, attribute: "source-type", initial: "product" },
    sourceId: { type: String, attribute: "source-id" },
    heading: { type: String },
    arUrl: { type: String, attribute: "ar-url" },
    open: { type: Boolean, reflect: true, initial: false },
    hasLabel: { state: true, initial: false },
  };

  /** Whether the source is a product or a collection of the host's. */
  declare sourceType: SourceType;
  /** A UUID of the host's. */
  declare sourceId: string | undefined;
  /** Name of the thing: in the button's name, as the dialog's heading and as the model's alternative text. */
  declare heading: string | undefined;
  /** Address behind the viewer's code for phones, `{model}` in it stands for the model's id; by default this page, which opens the model. */
  declare arUrl: string | undefined;
  /** Whether the dialog is open. */
  declare open: boolean;
  declare hasLabel: boolean;

  readonly #models = new SourceModels(this);
  #tracked = "";
  #reported: unknown;

  /** The model that the button would show; `null` when there is none. */
  get model(): Model | null {
    const { sourceType, sourceId } = this;
    return sourceId === undefined ? null : (this.#models.entryOf({ sourceType, sourceId })?.model ?? null);
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    this.#track();
    const { error } = this.#models;
    if (error !== undefined && error !== this.#reported) this.report(error);
    this.#reported = error;
    if (this.model !== null) this.state = "ready";
    else if (error !== undefined) this.state = "error";
    else this.state = this.#isAsking ? "loading" : "empty";
  }

  get #isAsking(): boolean {
    const { sourceType, sourceId } = this;
    return sourceId !== undefined && sourceId !== "" && this.#models.entryOf({ sourceType, sourceId }) === undefined;
  }

  #track(): void {
    const { sourceType, sourceId } = this;
    const key = sourceId ? `${sourceType}:${sourceId}` : "";
    if (key === this.#tracked) return;
    this.#tracked = key;
    void this.#models.trackOnly(sourceId ? [{ sourceType, sourceId }] : []);
  }

  /** This page was opened for the model. */
  protected override updated(): void {
    if (this.model !== null && followLink(this.model.id)) this.#show();
  }

  #show(): void {
    const { model } = this;
    if (model !== null && this.emit("model-3d-open", { model })) this.open = true;
  }

  #handleClose(): void {
    this.open = false;
    this.emit("model-3d-close", { model: this.model });
  }

  /** White space between tags is no label. */
  #handleLabel(event: Event): void {
    const nodes = (event.target as HTMLSlotElement).assignedNodes({ flatten: true });
    this.hasLabel = nodes.some(({ textContent }) => (textContent ?? "").trim() !== "");
  }

  protected override render(): TemplateResult | typeof nothing {
    const { messages, model, heading, open } = this;
    if (model === null && !open) return nothing;
    const [dialog, viewer] = [this.tag("dialog"), this.tag("viewer")];
    const name = heading === undefined ? messages.viewModel : messages.viewModelOf(heading);
    const title = heading === undefined ? messages.viewerAlt : messages.model3dOf(heading);
    return html`<button class="cube" part="button" type="button" aria-haspopup="dialog" aria-label=${this.hasLabel ? nothing : name} title=${this.hasLabel ? nothing : name} @click=${this.#show}>
        <slot name="icon">${cubeIcon(20)}</slot><slot @slotchange=${this.#handleLabel}></slot>
      </button>
      <${dialog} size="full" .open=${open} .heading=${title} .lang=${this.activeLang} @close=${this.#handleClose}>
        ${open
          ? html`<${viewer}
              class="stage"
              part="viewer"
              loading="eager"
              reveal="pressed"
              ar
              .client=${this.activeClient}
              .lang=${this.activeLang}
              .sourceType=${this.sourceType}
              .sourceId=${this.sourceId}
              .poster=${model?.thumbnail_url ?? undefined}
              .arUrl=${model === null ? undefined : addressOfModel(model.id, this.arUrl)}
              .alt=${title}
            ></${viewer}>`
          : nothing}
      </${dialog}>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-button": Model3DButton;
  }
}
