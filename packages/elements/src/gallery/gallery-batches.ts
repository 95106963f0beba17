import { nothing, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { ElementLink } from "../base/element-link.ts";
import { cubeIcon, layersIcon } from "../base/icons.ts";
import type { Model3DBatch } from "../batch/batch.component.ts";
import type { BatchTexts } from "../locale/en-batch.ts";
import type { Messages } from "../locale/locale.ts";
import type { GalleryItem } from "./gallery-item.ts";
import type { Model3DGallery } from "./gallery.component.ts";
import type { Selection } from "./selection.ts";

/** Has models of what is ticked made together, in a dialog, and leads back to the batches that there are. Its texts come with a gallery that wants it. */
export class GalleryBatches {
  readonly #host: Model3DGallery;
  readonly #link: ElementLink;
  readonly #selection: Selection;
  #texts: BatchTexts | undefined;
  /** Of the language whose texts were asked for. */
  #asked: Messages | undefined;

  constructor(host: Model3DGallery, link: ElementLink, selection: Selection) {
    this.#host = host;
    this.#link = link;
    this.#selection = selection;
    host.addController({ hostUpdate: () => void this.#ask() });
  }

  async #ask(): Promise<void> {
    const { batches, messages } = this.#host;
    if (!batches || this.#asked === messages) return;
    this.#asked = messages;
    try {
      const texts = await messages.batchTexts();
      if (this.#asked !== messages) return;
      this.#texts = texts;
      this.#host.requestUpdate();
    } catch (error) {
      this.#asked = undefined;
      this.#link.report(error);
    }
  }

  #open(items: readonly GalleryItem[] | undefined): void {
    const dialog = this.#host.renderRoot.querySelector<Model3DBatch>("[data-role=batch]");
    if (dialog !== null) Object.assign(dialog, { items, batchId: undefined, open: true });
  }

  get #shown(): BatchTexts | undefined {
    return this.#host.batches ? this.#texts : undefined;
  }

  /** For the bar of what is ticked. */
  renderMake(): TemplateResult | typeof nothing {
    const texts = this.#shown;
    return texts === undefined ? nothing : html`<button type="button" class="primary" @click=${() => this.#open(this.#selection.items)}>${cubeIcon()} ${texts.makeSelected}</button>`;
  }

  /** For the toolbar. */
  renderOpen(): TemplateResult | typeof nothing {
    const texts = this.#shown;
    return texts === undefined ? nothing : html`<button type="button" @click=${() => this.#open(undefined)}>${layersIcon()} ${texts.batches}</button>`;
  }

  renderDialog(): TemplateResult | typeof nothing {
    if (!this.#host.batches) return nothing;
    const { activeClient: client, activeLang: lang } = this.#host;
    const batch = this.#link.tag("batch");
    return html`<${batch} data-role="batch" .open=${false} .client=${client} .lang=${lang} @model-3d-batch-started=${() => this.#selection.clear()}></${batch}>`;
  }
}
