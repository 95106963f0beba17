import type { SourceType } from "@model-3d/contract";
import { html, type CSSResultGroup, type PropertyValues, type TemplateResult } from "lit";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { alertIcon } from "../base/icons.ts";
import { MissingInput } from "../base/missing-input.ts";
import { addStyles } from "../base/lazy-part.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import { isCost } from "../credits/is-cost.ts";
import { readCost } from "../credits/read-cost.ts";
import type { GalleryItem, ItemStatus, LoadPage } from "./gallery-item.ts";
import type { GalleryPanel } from "./gallery-panel.ts";

/**
 * A grid or list of the host's products and collections with their models: generate, follow, view, versions, export.
 * Of any number of items only those that can be seen are in the page.
 *
 * @slot empty - instead of the words when there are no items
 * @slot no-match - instead of the words when search and filter leave nothing
 * @slot error - instead of the words when the list cannot be loaded
 * @slot actions - buttons in the bar of what is selected
 * @slot item-{sourceId} - something of the host's own on the card of that item, below its title
 * @fires model-3d-generate - before the confirmation; `preventDefault()` keeps it away
 * @fires model-3d-view - before a model is shown; `preventDefault()` keeps the dialog away
 * @fires model-3d-open-designer - "Open in AI Designer" was pressed; `preventDefault()` keeps the page where it is
 * @fires model-3d-started - a generation has begun
 * @fires model-3d-ready - one succeeded
 * @fires model-3d-failed - one failed
 * @fires model-3d-selection - other items are ticked than before
 * @fires model-3d-error - something could not be had
 * @csspart toolbar - tabs, search, filter and the switch of the view
 * @csspart tabs - Products and Collections
 * @csspart list - all cards
 * @csspart item - one card
 * @csspart actions - the buttons of a card
 * @csspart making - the progress of a card
 * @csspart failed - why the last try failed
 * @csspart selection - the bar of what is selected
 * @csspart error - what stands at the end when a page could not be loaded
 * @cssprop --model-3d-card-width - least width of a card in the grid, 300px
 * @cssprop --model-3d-card-height - height of a card in the grid; its picture takes what the words and buttons leave
 */
export class Model3DGallery extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles];

  static override properties: DefaultingDeclarations = {
    view: { type: String, reflect: true, initial: "grid", oneOf: ["grid", "list"] },
    tab: { type: String, reflect: true, initial: "product", oneOf: ["product", "collection"] },
    search: { type: String, initial: "" },
    status: { type: String, initial: "", oneOf: ["", "none", "making", "ready", "failed"] },
    controls: { type: String, initial: "search status view" },
    selectable: { type: Boolean, reflect: true, initial: false },
    batches: { type: Boolean, initial: false },
    stateKey: { type: String, attribute: "state-key" },
    cost: { type: Number, converter: readCost, fits: isCost },
    designerUrl: { type: String, attribute: "designer-url" },
    arUrl: { type: String, attribute: "ar-url" },
    items: { attribute: false },
    loadPage: { attribute: false },
    error: { state: true },
  };

  /** Cards in columns, or rows. */ declare view: "grid" | "list";
  /** Which of the two tabs shows. */ declare tab: SourceType;
  /** What is searched for; the user's search box writes it too. */
  declare search: string;
  /** Shows only items of this status: `none`, `making`, `ready` or `failed`; empty shows all. One whose status changes stays until the list is loaded anew, so that nothing moves away under the pointer; its card shows the new status at once. */
  declare status: ItemStatus | "";
  /** Which controls stand above the items: `search`, `status`, `view`, divided by spaces; all when left out. */
  declare controls: string;
  /** Gives every card a checkbox and shows a bar of what is ticked. */
  declare selectable: boolean;
  /** Lets models of several items be made together, in a dialog: `selectable`, with a button for what is ticked and one for the batches that there are. */
  declare batches: boolean;
  /** Keeps scroll position, tab, view and filters for a return to the page in this session, under this name. */
  declare stateKey: string | undefined;
  /** Credits shown for a generation; the server's own figure when left out. */
  declare cost: number | undefined;
  /** Address of your designer, `{model}` and `{source}` in it stand for the ids of the model and of its product or collection: "Open in AI Designer" leads there. */
  declare designerUrl: string | undefined;
  /** Address behind the viewer's code for phones, `{model}` in it stands for the model's id; by default this page, which opens the model. */
  declare arUrl: string | undefined;
  /** The items themselves; searched and filtered here. */
  declare items: readonly GalleryItem[] | undefined;
  /** Fetches the items page by page, by tab, search and status. */
  declare loadPage: LoadPage | undefined;
  /** Why what the gallery is made of could not be fetched. */
  declare error: unknown;
  #panel: GalleryPanel | undefined;
  #loading: Promise<void> | undefined;

  constructor() {
    super();
    const hasNothing = (): boolean => this.items === undefined && this.loadPage === undefined;
    new MissingInput(this, hasNothing, 'has neither "items" nor "loadPage": set one of these properties from a script, so that there is something to show.');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#load();
  }

  /** What it is made of comes when the first gallery is in the page. */
  #load(): void {
    this.#loading ??= this.#fetch().catch((error: unknown) => {
      this.#loading = undefined;
      this.error = error;
      this.report(error);
    });
  }

  async #fetch(): Promise<void> {
    this.error = undefined;
    const [{ GalleryPanel }, { galleryStyles }] = await Promise.all([import("./gallery-panel.ts"), import("./gallery.styles.ts")]);
    addStyles(this, galleryStyles);
    this.#panel = new GalleryPanel(this, this.link);
    this.requestUpdate();
  }

  /** Drawn is what has all that it is made of. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#loading;
    return super.getUpdateComplete();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.#panel !== undefined) this.#panel.prepare(changed);
    else this.state = this.error === undefined ? "loading" : "error";
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#panel?.follow(changed);
  }

  /** Asks the host's `loadPage` from the beginning again. */
  reload(): void {
    this.#panel?.start();
    this.requestUpdate();
  }

  /** The items that are ticked. */
  get selection(): readonly GalleryItem[] {
    return this.#panel?.selection.items ?? [];
  }

  /** Takes all ticks away, as after what was to be done with the items; `model-3d-selection` tells it. */
  clearSelection(): void {
    this.#panel?.selection.clear();
  }

  protected override render(): TemplateResult {
    if (this.#panel !== undefined) return this.#panel.render();
    const { messages } = this;
    if (this.error === undefined) return html`<p class="visually-hidden" role="status">${messages.itemsLoading}</p>`;
    return html`<div class="notice" role="alert">${alertIcon(32)}<h3>${messages.galleryError}</h3><button type="button" @click=${() => this.#load()}>${messages.retry}</button></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-gallery": Model3DGallery;
  }
}
