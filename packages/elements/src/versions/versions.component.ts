import { Task } from "@lit/task";
import type { Source } from "@model-3d/client";
import type { Model, SourceType, StreamEvent } from "@model-3d/contract";
import { nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { html } from "lit/static-html.js";
import { EventStreamController } from "../base/event-stream-controller.ts";
import { FocusKeeper } from "../base/focus-keeper.ts";
import { alertIcon, layersIcon } from "../base/icons.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import type { Model3DExport } from "../export/export.component.ts";
import { isRunning } from "../models/source-models.ts";
import type { Model3DToasts } from "../toasts/toasts.component.ts";
import { chooseFrom, renderCompareBar, renderCompareRoom, renderComparison, versionsOf, type CompareChoice } from "./compare-versions.ts";
import { renderPlaceholder, renderVersion } from "./render-version.ts";
import { versionsStyles } from "./versions.styles.ts";

/**
 * All versions of a source: set one as active, look at it, take its files away, compare two, delete one.
 *
 * Without `open` it shows in place. With `open` it shows in a dialog of its own; once closed, `open` is `false` and it
 * shows nothing until it is opened again.
 *
 * @fires model-3d-version-activated - a version became the active one
 * @fires model-3d-version-deleted - a version is gone
 * @fires model-3d-export-ready - a file of a version is there and about to be saved; `preventDefault()` leaves it to the page
 * @fires model-3d-version-view - a version is to be shown; `preventDefault()` keeps the built-in dialog away
 * @csspart version - one version
 */
export class Model3DVersions extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, versionsStyles];

  static override properties: PropertyDeclarations = {
    sourceType: { type: String, attribute: "source-type" },
    sourceId: { type: String, attribute: "source-id" },
    open: { type: Boolean },
    heading: { type: String },
    name: { type: String },
    models: { state: true },
    busyId: { state: true },
    asking: { state: true },
    viewing: { state: true },
    tickedIds: { state: true },
    isComparing: { state: true },
    problem: { state: true },
  };

  /** Whether the source is a product or a collection of the host's. */
  declare sourceType: SourceType;
  /** The source: a UUID of the host's. */
  declare sourceId: string | undefined;
  /** `undefined`: in place; `true`: in a dialog; `false`: closed. */
  declare open: boolean | undefined;
  /** Name of the dialog. */
  declare heading: string | undefined;
  /** What the models are of: first part of the names of exported files. */
  declare name: string | undefined;
  declare models: readonly Model[] | undefined;
  declare busyId: string | null;
  /** The version whose deletion is asked about. */
  declare asking: Model | null;
  declare viewing: Model | null;
  declare problem: string | null;
  /** Versions that are ticked to be compared. */
  declare tickedIds: readonly string[];
  declare isComparing: boolean;

  readonly #stream = new EventStreamController(
    this,
    { onEvent: (event) => this.#handleEvent(event), onReset: () => void this.#load.run() },
    () => this.sourceId !== undefined && this.open !== false,
  );

  readonly #load = new Task(this, {
    args: () => [this.open === false ? undefined : this.sourceId, this.sourceType, this.activeClient] as const,
    task: async ([sourceId, sourceType, client], { signal }) => {
      if (sourceId === undefined) return undefined;
      await this.#stream.ready;
      return client.versions({ sourceType, sourceId }, { signal });
    },
    onComplete: (models) => (this.models = models),
    onError: (error) => void this.report(error),
  });

  constructor() {
    super();
    this.sourceType = "product";
    this.busyId = null;
    this.asking = null;
    this.viewing = null;
    this.problem = null;
    this.tickedIds = [];
    this.isComparing = false;
    new FocusKeeper(this, (id) => this.#neighbourOf(id));
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("sourceId") || changed.has("sourceType")) {
      this.models = undefined;
      this.tickedIds = [];
    }
    if (this.sourceId === undefined) this.state = "empty";
    else if (this.models !== undefined) this.state = this.models.length === 0 ? "empty" : "ready";
    else this.state = this.#load.error === undefined ? "loading" : "error";
  }

  #handleEvent(event: StreamEvent): void {
    if (!("model" in event) || !isOf(event.model, this)) return;
    const { id, status, progress } = event.model;
    const known = this.models?.find((model) => model.id === id);
    if (event.type === "model.progress" && known !== undefined) {
      if (isRunning(known)) this.models = this.models?.map((model) => (model === known ? { ...model, status, progress: Math.max(progress, model.progress) } : model));
    } else void this.#load.run();
  }

  /** What has the focus next when a button goes away: one of the same version, or of the one that took its place. */
  #neighbourOf(id: string | null): HTMLElement | null {
    const row = this.renderRoot.querySelector(`[data-id="${id ?? ""}"]`) ?? this.renderRoot.querySelector("[data-id]");
    return row?.querySelector<HTMLElement>("button:not(:disabled)") ?? this.renderRoot.querySelector<HTMLElement>(".notice");
  }

  #tell(text: string): void {
    this.renderRoot.querySelector<Model3DToasts>("[data-role=toasts]")?.show(text, "success");
  }

  async #change(model: Model, change: () => Promise<unknown>, done: () => void): Promise<void> {
    if (this.busyId !== null) return;
    this.busyId = model.id;
    this.problem = null;
    try {
      await change();
      done();
      await this.#load.run();
    } catch (error) {
      this.problem = this.report(error);
    }
    this.busyId = null;
  }

  #activate(model: Model): Promise<void> {
    const done = (): void => {
      this.#tell(this.messages.toastActivated(model.version));
      this.emit("model-3d-version-activated", { model: { ...model, is_active: true } });
    };
    return this.#change(model, () => this.activeClient.setActive(model.id), done);
  }

  #delete(model: Model): Promise<void> {
    this.asking = null;
    const done = (): void => {
      this.#tell(this.messages.toastDeleted(model.version));
      this.emit("model-3d-version-deleted", { model });
    };
    return this.#change(model, () => this.activeClient.deleteModel(model.id), done);
  }

  get #choice(): CompareChoice {
    return chooseFrom(this.models, this.tickedIds);
  }

  #tick({ id }: Model, isTicked: boolean): void {
    this.tickedIds = isTicked ? [...this.tickedIds, id] : this.tickedIds.filter((ticked) => ticked !== id);
  }

  #view(model: Model): void {
    if (this.emit("model-3d-version-view", { model })) this.viewing = model;
  }

  /** The dialog closes itself. */
  #export(model: Model): void {
    const dialog = this.renderRoot.querySelector<Model3DExport>("[data-role=export]");
    if (dialog === null) return;
    const { name, messages } = this;
    const version = messages.version(model.version);
    Object.assign(dialog, { model, name, heading: messages.exportOf(name === undefined ? version : `${name}, ${version}`), open: true });
  }

  protected override render(): TemplateResult {
    const { messages, activeClient: client, activeLang: lang } = this;
    const [dialog, exporter, toasts] = [this.tag("dialog"), this.tag("export"), this.tag("toasts")];
    return html`${this.open === undefined
        ? this.#renderList()
        : html`<${dialog} size="medium" .open=${this.open} .heading=${this.heading ?? messages.versions} .lang=${lang} @close=${() => (this.open = false)}>
            ${this.open ? this.#renderList() : nothing}
          </${dialog}>`}
      ${this.#renderQuestion()} ${this.#renderViewing()} ${this.#renderComparing()}
      <${exporter} data-role="export" .open=${false} .client=${client} .lang=${lang}></${exporter}>
      <${toasts} data-role="toasts" .lang=${lang}></${toasts}>`;
  }

  #renderList(): TemplateResult {
    const { messages, models } = this;
    if (this.state === "loading") {
      return html`${renderCompareRoom(messages)}
        <div class="list" role="status" aria-label=${messages.itemsLoading}>${[1, 2].map(renderPlaceholder)}</div>`;
    }
    if (this.state === "error") {
      return html`<div class="notice" role="alert">
        ${alertIcon(28)}
        <h3>${messages.versionsError}</h3>
        <p>${messages.describeError(errorOf(this.#load.error))}</p>
        <button type="button" @click=${() => this.#load.run()}>${messages.retry}</button>
      </div>`;
    }
    if (models === undefined || models.length === 0) {
      return html`<div class="notice" tabindex="-1">${layersIcon()}<h3>${messages.versionsEmpty}</h3><p>${messages.versionsEmptyHint}</p></div>`;
    }
    return html`<div aria-live="polite">${this.problem === null ? nothing : html`<p class="problem">${this.problem}</p>`}</div>
      ${renderCompareBar(this.#choice, messages, () => (this.isComparing = true))}
      <ul class="list">
        ${repeat(models, ({ id }) => id, (model) => this.#renderVersion(model))}
      </ul>`;
  }

  #renderVersion(model: Model): TemplateResult {
    return renderVersion(model, {
      messages: this.messages,
      lang: this.activeLang,
      choice: this.#choice,
      isBusy: this.busyId === model.id,
      statusTag: this.tag("status"),
      onTick: (isTicked) => this.#tick(model, isTicked),
      onActivate: () => void this.#activate(model),
      onView: () => this.#view(model),
      onExport: () => this.#export(model),
      onDelete: () => (this.asking = model),
    });
  }

  #renderComparing(): TemplateResult {
    const { messages, isComparing, activeLang: lang } = this;
    const dialog = this.tag("dialog");
    const choice = this.#choice;
    return html`<${dialog} size="full" .open=${isComparing} .heading=${messages.compareReady(...versionsOf(choice.ticked))} .lang=${lang} @close=${() => (this.isComparing = false)}>
      ${isComparing ? renderComparison(this.tag("compare"), choice, { client: this.activeClient, lang }) : nothing}
    </${dialog}>`;
  }

  #renderQuestion(): TemplateResult {
    const { messages, asking } = this;
    const dialog = this.tag("dialog");
    return html`<${dialog}
      .open=${asking !== null}
      .heading=${asking === null ? "" : messages.deleteTitle(asking.version)}
      .lang=${this.activeLang}
      @close=${() => (this.asking = null)}
    >
      ${asking === null
        ? nothing
        : html`<p class="question">${messages.deleteText} ${asking.is_active ? messages.deleteActiveText : nothing}</p>
            <button slot="footer" type="button" autofocus @click=${() => (this.asking = null)}>${messages.cancel}</button>
            <button slot="footer" type="button" class="danger" @click=${() => this.#delete(asking)}>${messages.delete}</button>`}
    </${dialog}>`;
  }

  #renderViewing(): TemplateResult {
    const { messages, viewing } = this;
    const dialog = this.tag("dialog");
    const viewer = this.tag("viewer");
    const name = viewing === null ? "" : messages.version(viewing.version);
    return html`<${dialog} size="large" .open=${viewing !== null} .heading=${name} .lang=${this.activeLang} @close=${() => (this.viewing = null)}>
      ${viewing === null
        ? nothing
        : html`<${viewer} class="stage" loading="eager" ar .client=${this.activeClient} .lang=${this.activeLang} .src=${viewing.model_urls.glb} .poster=${viewing.thumbnail_url ?? undefined} .alt=${messages.model3dOf(name)}></${viewer}>`}
    </${dialog}>`;
  }
}

function isOf(model: { source_type: SourceType; source_id: string }, { sourceType, sourceId }: Partial<Source>): boolean {
  return model.source_type === sourceType && model.source_id === sourceId?.toLowerCase();
}

function errorOf(error: unknown): { code: string; message: string } {
  return error instanceof Error ? { code: "code" in error ? String(error.code) : "", message: error.message } : { code: "", message: String(error) };
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-versions": Model3DVersions;
  }
}
