import { Model3DError } from "@model-3d/client";
import type { Model } from "@model-3d/contract";
import { html, nothing, type PropertyValues, type ReactiveController, type TemplateResult } from "lit";
import type { ElementLink } from "../base/element-link.ts";
import { FocusKeeper } from "../base/focus-keeper.ts";
import { reportOnce } from "../base/report-once.ts";
import type { Model3DConfirm } from "../confirm/confirm.component.ts";
import type { Model3DExport } from "../export/export.component.ts";
import { CurrentCost } from "../credits/current-cost.ts";
import { TimeLeft } from "../generate/time-left.ts";
import { findModel } from "../models/find-model.ts";
import { followLink, linkedModel } from "../models/model-link.ts";
import { SourceModels } from "../models/source-models.ts";
import { viewerFilesOf } from "../models/viewer-files.ts";
import type { Model3DToasts, ToastTone } from "../toasts/toasts.component.ts";
import { Browsing } from "./browsing.ts";
import { cardStateOf, renderCard } from "./gallery-card.ts";
import type { Model3DGallery } from "./gallery.component.ts";
import { GalleryBatches } from "./gallery-batches.ts";
import { renderDialogs } from "./gallery-dialogs.ts";
import { findGalleryState, renderBanner, renderEnd, renderInstead } from "./gallery-frame.ts";
import type { GalleryItem } from "./gallery-item.ts";
import { renderList, renderListNews } from "./gallery-list.ts";
import { renderToolbar, tabName } from "./gallery-toolbar.ts";
import { Generations } from "./generations.ts";
import { InSight } from "./in-sight.ts";
import { keepFocus } from "./keep-focus.ts";
import { KeptStateController } from "./kept-state.ts";
import { ListWindow } from "./list-window.ts";
import { hasSeveralTypes } from "./page-items.ts";
import { readGiven, type GivenItems } from "./read-given.ts";
import { RovingFocus } from "./roving-focus.ts";
import { Selection } from "./selection.ts";
import { renderSelectionBar } from "./selection-bar.ts";

/** How long the user has to stop typing before the list follows. */
const SEARCH_PAUSE_MS = 250;

/** Everything of a gallery but its frame: finds the items, draws what can be seen of them, and does what their buttons say. */
export class GalleryPanel implements ReactiveController {
  readonly #host: Model3DGallery;
  readonly #link: ElementLink;
  readonly #models: SourceModels<GalleryItem>;
  readonly #browsing: Browsing;
  readonly #list: ListWindow;
  readonly #focus: RovingFocus;
  readonly #generations: Generations;
  readonly #selection: Selection;
  readonly #batches: GalleryBatches;
  readonly #inSight: InSight;
  readonly #kept: KeptStateController;
  readonly #time: TimeLeft;
  readonly #cost: CurrentCost;
  readonly #nameOf = ({ title }: GalleryItem): string => title || this.#host.messages.untitled;
  #items: GivenItems;
  #hasTabs = false;
  #hasStarted = false;
  #viewing: { item: GalleryItem; model: Model } | null = null;
  #listing: GalleryItem | null = null;
  readonly #report: (error: unknown) => void;
  #searchTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Model3DGallery, link: ElementLink) {
    this.#host = host;
    this.#link = link;
    this.#report = reportOnce(link.report);
    this.#models = new SourceModels(host, {
      onFinished: (item, model) => this.#generations.finish(item, model),
      onRefused: this.#report,
      onCredits: (event) => this.#generations.tellCredits(event),
    });
    this.#browsing = new Browsing(host, this.#models, this.#report);
    this.#list = new ListWindow(host, {
      list: () => host.renderRoot.querySelector<HTMLElement>(".items"),
      count: () => this.#browsing.placesFor(this.#list.columns),
      focused: () => this.#focus.focused,
    });
    this.#focus = new RovingFocus(host, {
      list: this.#list,
      count: () => this.#browsing.items.length,
      onSpace: (index, event) => this.#select(index, event),
    });
    this.#generations = new Generations({
      gallery: host,
      ask: (item) => this.#confirm(item),
      toast: (text, tone, about) => this.#toast(text, tone, about),
      report: (error) => link.report(error),
      refresh: (item) => this.#models.refresh(item),
      isMaking: (item) => cardStateOf(this.#models.entryOf(item)) === "making",
      nameOf: this.#nameOf,
      mayFallShort: () => this.#cost.mayFallShort,
      onStarted: (started) => link.emit("model-3d-started", started),
      onReady: (model) => link.emit("model-3d-ready", { model }),
      onFailed: (failed) => link.emit("model-3d-failed", failed),
    });
    this.#selection = new Selection(() => {
      link.emit("model-3d-selection", { items: this.#selection.items });
      host.requestUpdate();
    });
    this.#batches = new GalleryBatches(host, link, this.#selection);
    this.#inSight = new InSight(host, (items) => void this.#models.keepInSight(items));
    this.#kept = new KeptStateController(host, () => ({ anchor: this.#list.anchor, count: this.#browsing.items.length }));
    host.addController(this);
    new FocusKeeper(host, (sourceId) => this.#neighbourOf(sourceId));
    this.#time = new TimeLeft(host, () => this.#isMakingInSight);
    this.#cost = new CurrentCost(host, (error) => void link.report(error));
    const linked = linkedModel();
    if (linked !== null && followLink(linked)) void this.#openLinked(linked);
  }

  get #isMakingInSight(): boolean {
    const { items } = this.#browsing;
    return this.#list.indices.some((index) => items[index] !== undefined && cardStateOf(this.#models.entryOf(items[index])) === "making");
  }

  get #isSelectable(): boolean {
    return this.#host.selectable || this.#host.batches;
  }

  get selection(): Selection {
    return this.#selection;
  }

  hostDisconnected(): void {
    clearTimeout(this.#searchTimer);
  }

  /** Before the element draws: follows what its attributes say. */
  prepare(changed: PropertyValues<Model3DGallery>): void {
    const { loadPage, items } = this.#host;
    const kept = this.#kept.take();
    const isFirst = !this.#hasStarted;
    this.#hasStarted = true;
    const isQuery = changed.has("tab") || changed.has("search") || changed.has("status");
    if (isFirst || changed.has("items")) this.#items = readGiven(items);
    if (isFirst || changed.has("items") || changed.has("loadPage")) this.#hasTabs = loadPage !== undefined || hasSeveralTypes(this.#items);
    if (isFirst || isQuery || changed.has("loadPage") || (changed.has("items") && loadPage === undefined)) this.start(kept?.count);
    if (kept?.anchor) this.#list.scrollTo(kept.anchor);
    else if (isQuery && !isFirst) this.#showBeginning();
    const { error } = this.#models;
    if (error !== undefined) this.#report(error);
    this.#host.state = findGalleryState(this.#browsing, error);
  }

  /** After the element has drawn: asks for what has come into sight and what comes next. */
  follow(changed: PropertyValues<Model3DGallery>): void {
    if (changed.has("view")) this.#list.measure();
    const { first, last, columns } = this.#list;
    const { pages, items } = this.#browsing;
    if (pages !== null && items === pages.items) this.#inSight.show(pages.chunksAround(first, last));
    if (this.#host.isConnected) this.#browsing.fetchAround(last, columns);
  }

  start(expected?: number): void {
    const { tab: type, search, status, loadPage = this.#items } = this.#host;
    this.#browsing.start({ type, search, status: status === "" ? null : status }, loadPage, this.#hasTabs, expected);
  }

  #showBeginning(): void {
    this.#focus.reset();
    if (this.#list.anchor !== null) this.#host.scrollIntoView({ block: "start", behavior: "instant" });
  }

  #toast(text: string, tone: ToastTone, about?: string): void {
    this.#host.renderRoot.querySelector<Model3DToasts>("[data-role=toasts]")?.show(text, tone, about);
  }

  #confirm(item: GalleryItem): ReturnType<Model3DConfirm["ask"]> | undefined {
    const isRegeneration = (this.#models.entryOf(item)?.model ?? null) !== null;
    const { title, images = {} } = item;
    return this.#host.renderRoot.querySelector<Model3DConfirm>("[data-role=confirm]")?.ask({ title, images, cost: this.#host.cost, isRegeneration });
  }

  /** What has the focus next when a button goes away: the first of the same card, or the card into which the Tab key leads. */
  #neighbourOf(sourceId: string | null): HTMLElement | null {
    const { renderRoot } = this.#host;
    const find = (selector: string): HTMLElement | null => renderRoot.querySelector<HTMLElement>(selector);
    return find(`[data-id="${CSS.escape(sourceId ?? "")}"] button:not(:disabled)`) ?? find(`[data-index="${this.#focus.current}"]`) ?? find(".search input");
  }

  async #generate(item: GalleryItem): Promise<void> {
    if (!this.#link.emit("model-3d-generate", { item })) return;
    if (await this.#generations.start(item)) await keepFocus(this.#host, item.sourceId);
  }

  #select(index: number, { shiftKey }: { shiftKey: boolean }): void {
    const { items } = this.#browsing;
    const item = items[index];
    if (this.#isSelectable && item !== undefined) this.#selection.toggle(item, items, shiftKey);
  }

  #searchSoon(search: string): void {
    clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(() => (this.#host.search = search), SEARCH_PAUSE_MS);
  }

  /** A first look becomes the model when that is there. */
  #newest = ({ item, model }: { item: GalleryItem; model: Model }): Model => [this.#models.entryOf(item)?.model].find((made) => made?.id === model.id) ?? model;

  #open(viewing: { item: GalleryItem; model: Model } | null, listing: GalleryItem | null): void {
    this.#viewing = viewing;
    this.#listing = listing;
    this.#host.requestUpdate();
  }

  /** This page was opened for a model: of an item that is shown, or of one that is far down the list. */
  async #openLinked(modelId: string): Promise<void> {
    const { messages } = this.#host;
    try {
      const model = await findModel(this.#host.activeClient, modelId, new AbortController().signal);
      await this.#host.updateComplete;
      if (model === null || viewerFilesOf(model) === null) return this.#toast(messages.toastLinkMissing, "warning");
      const { source_type: sourceType, source_id: sourceId } = model;
      const shown = this.#browsing.items.find((item) => item.sourceType === sourceType && item.sourceId.toLowerCase() === sourceId);
      const item = shown ?? { sourceType, sourceId, title: messages.viewerAlt };
      if (this.#link.emit("model-3d-view", { item, model })) this.#open({ item, model }, null);
    } catch (error) {
      this.#toast(this.#link.report(error), "danger");
    }
  }

  /** The dialog closes itself. */
  #export(item: GalleryItem, model: Model): void {
    const dialog = this.#host.renderRoot.querySelector<Model3DExport>("[data-role=export]");
    if (dialog !== null) Object.assign(dialog, { model, name: item.title || undefined, open: true });
  }

  render(): TemplateResult {
    const host = this.#host;
    const { messages, tab, search, status, view, activeClient: client, activeLang: lang } = host;
    const hasTabs = this.#hasTabs;
    return html`${renderToolbar({
        messages, hasTabs, tab, search, status, view,
        controls: new Set(host.controls.split(" ").filter((name) => name !== "")),
        onTab: (next) => (host.tab = next),
        onSearch: (next) => this.#searchSoon(next),
        onStatus: (next) => (host.status = next),
        onView: (next) => (host.view = next),
        more: this.#batches.renderOpen(),
      })}
      <div id="panel" role=${hasTabs ? "tabpanel" : "region"} aria-label=${hasTabs ? tabName(tab, messages) : messages.gallery}>${this.#renderBody()}</div>
      ${this.#isSelectable ? renderSelectionBar(this.#selection, this.#browsing.items, messages, this.#batches.renderMake()) : nothing}
      ${this.#batches.renderDialog()}
      ${renderDialogs({
        viewing: this.#viewing && { ...this.#viewing, model: this.#newest(this.#viewing) },
        listing: this.#listing,
        messages, client, lang,
        arUrl: host.arUrl,
        tag: this.#link.tag,
        nameOf: this.#nameOf,
        onClose: () => this.#open(null, null),
      })}`;
  }

  #renderBody(): TemplateResult {
    const browsing = this.#browsing;
    const { messages, view } = this.#host;
    const { error } = this.#models;
    const isBare = browsing.placesFor(this.#list.columns) === 0;
    const { current } = this.#focus;
    const renderItem = (item: GalleryItem, index: number): TemplateResult => this.#renderItem(item, index, index === current);
    return html`${renderListNews(browsing, messages)}
      ${isBare
        ? renderInstead(browsing, messages, () => Object.assign(this.#host, { search: "", status: "" }))
        : renderList({ view, browsing, list: this.#list, focus: this.#focus, renderItem })}
      <div class="models-error">
        ${error === undefined ? nothing : renderBanner(`${messages.modelsError}. ${messages.describeError(Model3DError.from(error))}`, messages, () => void this.#models.refreshAll())}
      </div>
      ${browsing.pages === null || isBare ? nothing : renderEnd(browsing.pages, messages)}`;
  }

  #renderItem(item: GalleryItem, index: number, isCurrent: boolean): TemplateResult {
    const { messages, activeLang, cost, view, designerUrl } = this.#host;
    const { emit } = this.#link;
    const entry = this.#models.entryOf(item);
    const generation = entry?.generation ?? null;
    return renderCard({
      item, index, isCurrent, messages, designerUrl,
      name: this.#nameOf(item),
      entry,
      timeLeft: generation === null ? "" : this.#time.briefly(generation),
      lang: activeLang,
      cost: cost ?? this.#cost.value,
      isCostUnknown: this.#cost.hasFailed,
      isList: view === "list",
      isBusy: this.#generations.isBusy(item),
      isUnreachable: this.#models.hasFailed(item),
      isSelected: this.#isSelectable ? this.#selection.has(item) : null,
      statusTag: this.#link.tag("status"),
      onSelect: (event) => this.#select(index, event),
      onGenerate: () => void this.#generate(item),
      onCheck: (generation) => void this.#generations.check(item, generation),
      onView: (model) => emit("model-3d-view", { item, model }) && this.#open({ item, model }, null),
      onFirstLook: (model) => this.#open({ item, model }, null),
      onVersions: () => this.#open(null, item),
      onExport: (model) => this.#export(item, model),
      onDesigner: (event, model, url) => emit("model-3d-open-designer", { item, model, url }) || event.preventDefault(),
    });
  }
}
