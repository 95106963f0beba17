import type { Model, SourceType } from "@model-3d/contract";
import { nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import { Model3DElement } from "../base/model-3d-element.ts";
import type { Model3DConfirm } from "../confirm/confirm.component.ts";
import { SourceModels } from "../models/source-models.ts";
import type { Model3DToasts, ToastTone } from "../toasts/toasts.component.ts";
import { Browsing } from "./browsing.ts";
import { downloadModel } from "./download-model.ts";
import { renderCard } from "./gallery-card.ts";
import { renderDialogs } from "./gallery-dialogs.ts";
import { findGalleryState, renderBanner, renderEnd, renderInstead } from "./gallery-frame.ts";
import type { GalleryItem, ItemStatus, LoadPage } from "./gallery-item.ts";
import { renderList, renderListNews } from "./gallery-list.ts";
import { renderToolbar, tabName } from "./gallery-toolbar.ts";
import { galleryStyles } from "./gallery.styles.ts";
import { Generations } from "./generations.ts";
import { InSight } from "./in-sight.ts";
import { hasSeveralTypes } from "./page-items.ts";
import { keepFocus } from "./keep-focus.ts";
import { KeptStateController } from "./kept-state.ts";
import { ListWindow } from "./list-window.ts";
import { RovingFocus } from "./roving-focus.ts";
import { Selection } from "./selection.ts";
import { renderSelectionBar } from "./selection-bar.ts";

/** How long the user has to stop typing before the list follows. */
const SEARCH_PAUSE_MS = 250;

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
 * @fires model-3d-open-designer - "Open in AI Designer" was pressed
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
  static override styles: CSSResultGroup = [Model3DElement.styles, galleryStyles];

  static override properties: PropertyDeclarations = {
    view: { type: String, reflect: true },
    tab: { type: String, reflect: true },
    search: { type: String },
    status: { type: String },
    controls: { type: String },
    selectable: { type: Boolean, reflect: true },
    stateKey: { type: String, attribute: "state-key" },
    cost: { type: Number },
    designerUrl: { type: String, attribute: "designer-url" },
    items: { attribute: false },
    loadPage: { attribute: false },
    currentCost: { state: true },
    viewing: { state: true },
    listing: { state: true },
  };

  /** Cards in columns, or rows. */ declare view: "grid" | "list";
  /** Which of the two tabs shows. */ declare tab: SourceType;
  /** What is searched for; the user's search box writes it too. */
  declare search: string;
  /** Shows only items of this status: `none`, `making`, `ready` or `failed`; empty shows all. */
  declare status: ItemStatus | "";
  /** Which controls stand above the items: `search`, `status`, `view`, divided by spaces; all when left out. */
  declare controls: string;
  /** Gives every card a checkbox and shows a bar of what is ticked. */
  declare selectable: boolean;
  /** Keeps scroll position, tab, view and filters for a return to the page in this session, under this name. */
  declare stateKey: string | undefined;
  /** Credits shown for a generation; the server's own figure when left out. */
  declare cost: number | undefined;
  /** Shows "Open in AI Designer"; told in the event's detail. */
  declare designerUrl: string | undefined;
  /** The items themselves; searched and filtered here. */
  declare items: readonly GalleryItem[] | undefined;
  /** Fetches the items page by page, by tab, search and status. */
  declare loadPage: LoadPage | undefined;
  declare currentCost: number | undefined;
  declare viewing: { item: GalleryItem; model: Model } | null;
  declare listing: GalleryItem | null;

  readonly #models = new SourceModels(this, {
    onFinished: (source, model) => this.#generations.finish(source, model),
    onCredits: (event) => this.#generations.tellCredits(event),
  });
  readonly #browsing = new Browsing(this, this.#models);
  readonly #list: ListWindow = new ListWindow(this, {
    list: () => this.renderRoot?.querySelector<HTMLElement>(".items") ?? null,
    count: (): number => this.#browsing.placesFor(this.#list.columns),
    focused: () => this.#focus.focused,
  });
  readonly #focus: RovingFocus = new RovingFocus(this, {
    list: this.#list,
    count: () => this.#browsing.items.length,
    onSpace: (index, event) => this.#select(index, event),
  });
  readonly #generations: Generations = new Generations({
    gallery: this,
    ask: (item) => this.#confirm(item),
    toast: (text, tone) => this.#toast(text, tone),
    report: (error) => this.report(error),
    refresh: (item) => this.#models.refresh(item),
    titleOf: (source) => this.#browsing.items.find(({ sourceId }) => sourceId === source.sourceId)?.title ?? "",
    onStarted: (started) => this.emit("model-3d-started", started),
    onReady: (model) => this.emit("model-3d-ready", { model }),
    onFailed: (failed) => this.emit("model-3d-failed", failed),
  });
  readonly #selection: Selection = new Selection(() => {
    this.emit("model-3d-selection", { items: this.#selection.items });
    this.requestUpdate();
  });
  readonly #inSight = new InSight(this, (items) => void this.#models.keepInSight(items));
  readonly #kept = new KeptStateController(this, () => ({ anchor: this.#list.anchor, count: this.#browsing.items.length }));
  #hasTabs = false;
  #searchTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.view = "grid";
    this.tab = "product";
    this.search = "";
    this.status = "";
    this.controls = "search status view";
    this.selectable = false;
    this.viewing = null;
    this.listing = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#searchTimer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const kept = this.#kept.take();
    if (changed.has("items") || changed.has("loadPage")) this.#hasTabs = this.loadPage !== undefined || hasSeveralTypes(this.items ?? []);
    const isQuery = changed.has("tab") || changed.has("search") || changed.has("status");
    if (isQuery || kept !== null || changed.has("loadPage") || (changed.has("items") && this.loadPage === undefined)) this.#start(kept?.count);
    if (kept?.anchor) this.#list.scrollTo(kept.anchor);
    else if (isQuery && this.hasUpdated) this.#showBeginning();
    this.state = findGalleryState(this.#browsing, this.#models.error);
  }

  protected override firstUpdated(): void {
    this.#askCost();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("view")) this.#list.measure();
    const { first, last, columns } = this.#list;
    const { pages, items } = this.#browsing;
    if (pages !== null && items === pages.items) this.#inSight.show(pages.chunksAround(first, last));
    if (this.isConnected) this.#browsing.fetchAround(last, columns);
  }

  /** Asks the host's `loadPage` from the beginning again. */
  reload(): void {
    this.#start();
    this.requestUpdate();
  }

  /** The items that are ticked. */
  get selection(): readonly GalleryItem[] {
    return this.#selection.items;
  }

  clearSelection(): void {
    this.#selection.clear();
  }

  #start(expected?: number): void {
    const { tab: type, search, status, loadPage, items } = this;
    this.#browsing.start({ type, search, status: status === "" ? null : status }, loadPage ?? items, this.#hasTabs, expected);
  }

  #showBeginning(): void {
    this.#focus.reset();
    if (this.#list.anchor !== null) this.scrollIntoView({ block: "start", behavior: "instant" });
  }

  #askCost(): void {
    this.activeClient.credits().then(
      ({ cost }) => (this.currentCost = cost),
      (error: unknown) => void this.report(error),
    );
  }

  #toast(text: string, tone: ToastTone): void {
    this.renderRoot.querySelector<Model3DToasts>("[data-role=toasts]")?.show(text, tone);
  }

  #confirm(item: GalleryItem): ReturnType<Model3DConfirm["ask"]> | undefined {
    const isRegeneration = (this.#models.entryOf(item)?.model ?? null) !== null;
    const { title, images = {} } = item;
    return this.renderRoot.querySelector<Model3DConfirm>("[data-role=confirm]")?.ask({ title, images, cost: this.cost, isRegeneration });
  }

  async #generate(item: GalleryItem): Promise<void> {
    if (!this.emit("model-3d-generate", { item })) return;
    if (await this.#generations.start(item)) await keepFocus(this, item.sourceId);
  }

  #select(index: number, { shiftKey }: { shiftKey: boolean }): void {
    const { items } = this.#browsing;
    const item = items[index];
    if (this.selectable && item !== undefined) this.#selection.toggle(item, items, shiftKey);
  }

  #searchSoon(search: string): void {
    clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(() => (this.search = search), SEARCH_PAUSE_MS);
  }

  protected override render(): TemplateResult {
    const { messages, tab, search, status, view, viewing, listing, activeClient: client, activeLang: lang } = this;
    const hasTabs = this.#hasTabs;
    return html`${renderToolbar({
        messages, hasTabs, tab, search, status, view,
        controls: new Set(this.controls.split(" ").filter((name) => name !== "")),
        onTab: (next) => (this.tab = next),
        onSearch: (next) => this.#searchSoon(next),
        onStatus: (next) => (this.status = next),
        onView: (next) => (this.view = next),
      })}
      <div id="panel" role=${hasTabs ? "tabpanel" : "region"} aria-label=${hasTabs ? tabName(tab, messages) : messages.gallery}>${this.#renderBody()}</div>
      ${this.selectable ? renderSelectionBar(this.#selection, this.#browsing.items, messages) : nothing}
      ${renderDialogs({ viewing, listing, messages, client, lang, tag: (name) => this.tag(name), onClose: () => (this.viewing = this.listing = null) })}`;
  }

  #renderBody(): TemplateResult {
    const browsing = this.#browsing;
    const { messages, view } = this;
    const isBare = browsing.placesFor(this.#list.columns) === 0;
    const { current } = this.#focus;
    const renderItem = (item: GalleryItem, index: number): TemplateResult => this.#renderItem(item, index, index === current);
    return html`${renderListNews(browsing, messages)}
      ${this.#models.error === undefined ? nothing : renderBanner(messages.modelsError, messages, () => void this.#retryModels())}
      ${isBare
        ? renderInstead(browsing, messages, () => Object.assign(this, { search: "", status: "" }))
        : renderList({ view, browsing, list: this.#list, focus: this.#focus, renderItem })}
      ${browsing.pages === null || isBare ? nothing : renderEnd(browsing.pages, messages)}`;
  }

  #renderItem(item: GalleryItem, index: number, isCurrent: boolean): TemplateResult {
    return renderCard({
      item,
      index,
      entry: this.#models.entryOf(item),
      messages: this.messages,
      lang: this.activeLang,
      cost: this.cost ?? this.currentCost,
      isList: this.view === "list",
      isBusy: this.#generations.isBusy(item),
      isUnreachable: this.#models.hasFailed(item),
      isCurrent,
      isSelected: this.selectable ? this.#selection.has(item) : null,
      designerUrl: this.designerUrl,
      statusTag: this.tag("status"),
      onSelect: (event) => this.#select(index, event),
      onGenerate: () => void this.#generate(item),
      onCheck: (generation) => void this.#generations.check(item, generation),
      onView: (model) => this.emit("model-3d-view", { item, model }) && (this.viewing = { item, model }),
      onVersions: () => (this.listing = item),
      onExport: (model) => void downloadModel(this.activeClient, model, item.title).catch((error: unknown) => this.#toast(this.report(error), "danger")),
      onDesigner: (model) => this.emit("model-3d-open-designer", { item, model, url: this.designerUrl ?? "" }),
    });
  }

  async #retryModels(): Promise<void> {
    if (this.currentCost === undefined) this.#askCost();
    await this.#models.refreshAll();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-gallery": Model3DGallery;
  }
}
