import { Model3DError, type Source } from "@model-3d/client";
import type { Model, SourceType } from "@model-3d/contract";
import { nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { html } from "lit/static-html.js";
import { alertIcon, imageIcon } from "../base/icons.ts";
import { Model3DElement, type ElementState } from "../base/model-3d-element.ts";
import type { Model3DConfirm } from "../confirm/confirm.component.ts";
import { checkGeneration } from "../generate/check-generation.ts";
import { GenerationStarter, isMadeAlready } from "../generate/start-generation.ts";
import { SourceModels } from "../models/source-models.ts";
import type { Model3DToasts, ToastTone } from "../toasts/toasts.component.ts";
import { renderCard } from "./gallery-card.ts";
import { renderBanner, renderEnd, renderModelDialog, renderNotice, renderPlaceholders, renderTabs, tabName } from "./gallery-frame.ts";
import type { GalleryItem, LoadPage } from "./gallery-item.ts";
import { GalleryPages, SENTINEL_MARGIN } from "./gallery-pages.ts";
import { keepFocus } from "./keep-focus.ts";
import { galleryStyles } from "./gallery.styles.ts";

/**
 * A grid or list of the host's products and collections with their models: generate, follow, view, versions.
 *
 * @slot empty - instead of the words when there are no items
 * @slot error - instead of the words when the list cannot be loaded
 * @fires model-3d-generate - before the confirmation; `preventDefault()` keeps it away
 * @fires model-3d-view - before a model is shown; `preventDefault()` keeps the dialog away
 * @fires model-3d-open-designer - "Open in AI Designer" was pressed
 * @fires model-3d-started - a generation has begun
 * @fires model-3d-ready - one succeeded
 * @fires model-3d-failed - one failed
 * @csspart item - one card
 * @csspart actions - the buttons of a card
 * @csspart tabs - Products and Collections
 */
export class Model3DGallery extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, galleryStyles];

  static override properties: PropertyDeclarations = {
    view: { type: String, reflect: true },
    tab: { type: String, reflect: true },
    cost: { type: Number },
    designerUrl: { type: String, attribute: "designer-url" },
    items: { attribute: false },
    loadPage: { attribute: false },
    currentCost: { state: true },
    busy: { state: true },
    viewing: { state: true },
    listing: { state: true },
  };

  declare view: "grid" | "list";
  declare tab: SourceType;
  /** Credits shown for a generation; the server's own figure when left out. */
  declare cost: number | undefined;
  /** Shows "Open in AI Designer"; told in the event's detail. */
  declare designerUrl: string | undefined;
  /** The items themselves, when there are few. */
  declare items: readonly GalleryItem[] | undefined;
  /** Fetches the items page by page; brings the tabs with it. */
  declare loadPage: LoadPage | undefined;
  declare currentCost: number | undefined;
  declare busy: ReadonlySet<string>;
  declare viewing: { item: GalleryItem; model: Model } | null;
  declare listing: GalleryItem | null;

  readonly #starter = new GenerationStarter();
  readonly #models = new SourceModels(this, {
    onFinished: (source, model) => this.#handleFinished(source, model),
    onCredits: ({ available, low }) => {
      if (low && !this.#toldLow) this.#toast(this.messages.toastLowCredits(available), "warning");
      this.#toldLow = low;
    },
  });
  #toldLow = false;
  /** Models whose failure a toast has told of: a refusal comes as the request's answer and as news. */
  readonly #toldFailed = new Set<string>();
  #pages: GalleryPages | null = null;
  #observer: IntersectionObserver | undefined;

  constructor() {
    super();
    this.view = "grid";
    this.tab = "product";
    this.busy = new Set();
    this.viewing = null;
    this.listing = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const loadMore = (entries: IntersectionObserverEntry[]): void => {
      const isSeen = entries.some(({ isIntersecting }) => isIntersecting);
      if (isSeen && this.#pages?.error === undefined) void this.#pages?.loadNext();
    };
    this.#observer = new IntersectionObserver(loadMore, { rootMargin: SENTINEL_MARGIN });
    if (this.hasUpdated) this.requestUpdate("loadPage");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#pages?.end();
    this.#pages = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("items") && this.loadPage === undefined) void this.#models.trackOnly(this.items ?? []);
    if (changed.has("loadPage") || changed.has("tab")) this.#startPages();
    this.state = this.#findState();
  }

  protected override firstUpdated(): void {
    this.#askCost();
  }

  protected override updated(): void {
    this.#observer?.disconnect();
    const sentinel = this.renderRoot.querySelector(".sentinel");
    // Observing anew tells the state at once, so a short page fetches the next one.
    if (sentinel !== null && this.#pages?.isLoading === false) this.#observer?.observe(sentinel);
  }

  /** Asks the host's `loadPage` from the beginning again. */
  reload(): void {
    this.#startPages();
    this.requestUpdate();
  }

  #startPages(): void {
    const { loadPage } = this;
    this.#pages?.end();
    this.#pages = null;
    if (loadPage === undefined) return;
    void this.#models.trackOnly([]);
    this.#pages = new GalleryPages(this.tab, loadPage, {
      onItems: (items) => void this.#models.track(items),
      onChange: () => this.requestUpdate(),
    });
    void this.#pages.loadNext();
  }

  #askCost(): void {
    this.activeClient.credits().then(
      ({ cost }) => (this.currentCost = cost),
      (error: unknown) => void this.report(error),
    );
  }

  get #shownItems(): readonly GalleryItem[] {
    return this.#pages?.items ?? this.items ?? [];
  }

  #findState(): ElementState {
    const pages = this.#pages;
    if (this.#shownItems.length === 0) {
      if (pages === null) return this.items === undefined ? "loading" : "empty";
      if (pages.error !== undefined) return "error";
      return pages.hasMore ? "loading" : "empty";
    }
    return this.#models.error === undefined ? "ready" : "error";
  }

  #toast(text: string, tone: ToastTone): void {
    this.renderRoot.querySelector<Model3DToasts>("[data-role=toasts]")?.show(text, tone);
  }

  #handleFinished(source: Source, model: Model): void {
    const title = this.#shownItems.find(({ sourceId }) => sourceId === source.sourceId)?.title ?? "";
    if (model.status === "SUCCEEDED") {
      this.#toast(this.messages.toastReady(title), "success");
      this.emit("model-3d-ready", { model });
    } else {
      const reason = model.task_error ?? this.messages.failedWithoutReason;
      this.#toastFailure(model.id, this.messages.toastFailed(title, reason));
      this.emit("model-3d-failed", { ...source, modelId: model.id, reason });
    }
  }

  #toastFailure(modelId: unknown, text: string): void {
    if (typeof modelId === "string") {
      if (this.#toldFailed.has(modelId)) return;
      this.#toldFailed.add(modelId);
    }
    this.#toast(text, "danger");
  }

  async #whileBusy({ sourceId }: GalleryItem, work: () => Promise<void>): Promise<void> {
    this.busy = new Set([...this.busy, sourceId]);
    try {
      await work();
    } catch (error) {
      const text = this.report(error);
      if (isMadeAlready(error)) this.#toast(text, "warning");
      else this.#toastFailure(error instanceof Model3DError ? error.details.modelId : undefined, text);
    }
    this.busy = new Set([...this.busy].filter((id) => id !== sourceId));
  }

  async #generate(item: GalleryItem): Promise<void> {
    if (!this.emit("model-3d-generate", { item })) return;
    const confirm = this.renderRoot.querySelector<Model3DConfirm>("[data-role=confirm]");
    const { sourceType, sourceId, title } = item;
    const isRegeneration = (this.#models.entryOf(item)?.model ?? null) !== null;
    const images = await confirm?.ask({ title, images: item.images ?? {}, cost: this.cost, isRegeneration });
    if (images === undefined || images === null) return;
    await this.#whileBusy(item, async () => {
      try {
        const { taskId, modelId, version, message } = await this.#starter.start(this.activeClient, item, images);
        this.emit("model-3d-started", { sourceType, sourceId, taskId, modelId, version });
        this.#toast(message, "info");
      } finally {
        await this.#models.refresh(item);
      }
    });
    await keepFocus(this, item.sourceId);
  }

  #check(item: GalleryItem, generation: Model): Promise<void> {
    return this.#whileBusy(item, async () => {
      try {
        const news = await checkGeneration(this.activeClient, generation, item.title, this.messages);
        if (news !== null) this.#toast(news.text, news.tone);
      } finally {
        await this.#models.refresh(item);
      }
    });
  }

  #view(item: GalleryItem, model: Model): void {
    if (this.emit("model-3d-view", { item, model })) this.viewing = { item, model };
  }

  protected override render(): TemplateResult {
    const { messages } = this;
    const [confirm, dialog, toasts, versions] = [this.tag("confirm"), this.tag("dialog"), this.tag("toasts"), this.tag("versions")];
    const { listing, activeClient: client, activeLang: lang } = this;
    return html`${this.loadPage === undefined ? nothing : renderTabs(this.tab, messages, (tab) => (this.tab = tab))}
      <div role=${this.loadPage === undefined ? "region" : "tabpanel"} aria-label=${this.loadPage === undefined ? messages.gallery : tabName(this.tab, messages)}>${this.#renderBody()}</div>
      ${renderModelDialog(this.viewing, { dialog, viewer: this.tag("viewer"), messages, client, lang }, () => (this.viewing = null))}
      <${versions}
        .open=${listing !== null}
        .heading=${listing === null ? "" : messages.versionsOf(listing.title)}
        .sourceType=${listing?.sourceType ?? "product"}
        .sourceId=${listing?.sourceId}
        .client=${client}
        .lang=${lang}
        @close=${() => (this.listing = null)}
      ></${versions}>
      <${confirm} data-role="confirm" .client=${client} .lang=${lang}></${confirm}>
      <${toasts} data-role="toasts" .lang=${lang}></${toasts}>`;
  }

  #renderBody(): TemplateResult {
    const { messages } = this;
    const items = this.#shownItems;
    if (items.length === 0 && this.state === "loading") return renderPlaceholders(messages);
    if (items.length === 0 && this.state === "empty") return renderNotice("empty", imageIcon(36), messages.galleryEmpty, html`<p>${messages.galleryEmptyHint}</p>`);
    if (items.length === 0) {
      const retry = html`<button type="button" @click=${() => this.#pages?.loadNext()}>${messages.retry}</button>`;
      return renderNotice("error", alertIcon(32), messages.galleryError, retry);
    }
    return html`${this.#models.error === undefined ? nothing : renderBanner(messages.modelsError, messages, () => void this.#retryModels())}
      <ul class="items" role="list">
        ${repeat(items, ({ sourceType, sourceId }) => `${sourceType}:${sourceId}`, (item) => html`<li>${this.#renderItem(item)}</li>`)}
      </ul>
      ${this.#pages === null ? nothing : renderEnd(this.#pages, messages)}`;
  }

  #renderItem(item: GalleryItem): TemplateResult {
    return renderCard({
      item,
      entry: this.#models.entryOf(item),
      messages: this.messages,
      lang: this.activeLang,
      cost: this.cost ?? this.currentCost,
      isList: this.view === "list",
      isBusy: this.busy.has(item.sourceId),
      isUnreachable: this.#models.error !== undefined,
      designerUrl: this.designerUrl,
      statusTag: this.tag("status"),
      onGenerate: () => void this.#generate(item),
      onCheck: (generation) => void this.#check(item, generation),
      onView: (model) => this.#view(item, model),
      onVersions: () => (this.listing = item),
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
