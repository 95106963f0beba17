import { Task } from "@lit/task";
import { Model3DError, type Source } from "@model-3d/client";
import type { Model, SourceType, StreamEvent } from "@model-3d/contract";
import { nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { html } from "lit/static-html.js";
import type { ElementLink } from "../base/element-link.ts";
import { EventStreamController } from "../base/event-stream-controller.ts";
import { FocusKeeper } from "../base/focus-keeper.ts";
import { alertIcon, layersIcon } from "../base/icons.ts";
import type { ElementState } from "../base/model-3d-element.ts";
import type { Model3DExport } from "../export/export.component.ts";
import type { VersionsTexts } from "../locale/en-versions.ts";
import { followLink } from "../models/model-link.ts";
import { renderViewer } from "../models/render-viewer.ts";
import { isRunning } from "../models/source-models.ts";
import { viewerFilesOf } from "../models/viewer-files.ts";
import type { Model3DToasts } from "../toasts/toasts.component.ts";
import { chooseFrom, renderCompareBar, renderComparison, versionsOf, type CompareChoice } from "./compare-versions.ts";
import { renderVersion } from "./render-version.ts";
import { renderWaitingList } from "./versions-frame.ts";
import type { Model3DVersions } from "./versions.component.ts";

/** Everything of the versions but their frame: asks for them, follows them, changes and draws them. */
export class VersionsPanel {
  declare versionsTexts: VersionsTexts;
  readonly #host: Model3DVersions;
  readonly #link: ElementLink;
  readonly #stream;
  readonly #load;
  #models: readonly Model[] | undefined;
  /** The version that a request is changing. */
  #busyId: string | null = null;
  /** The version whose deletion is asked about. */
  #asking: Model | null = null;
  #viewing: Model | null = null;
  /** Why the last change was refused. */
  #problem: string | null = null;
  /** Versions that are ticked to be compared. */
  #tickedIds: readonly string[] = [];
  #isComparing = false;

  constructor(host: Model3DVersions, link: ElementLink) {
    this.#host = host;
    this.#link = link;
    const isWanted = (): boolean => host.sourceId !== undefined && host.open !== false;
    this.#stream = new EventStreamController(host, { onEvent: (event) => this.#handleEvent(event), onReset: () => void this.#load.run() }, isWanted);
    this.#load = new Task(host, {
      args: () => [host.open === false ? undefined : host.sourceId, host.sourceType, host.activeClient] as const,
      task: async ([sourceId, sourceType, client], { signal }) => {
        if (sourceId === undefined) return undefined;
        await this.#stream.ready;
        return client.versions({ sourceType, sourceId }, { signal });
      },
      onComplete: (models) => this.#take(models),
      onError: (error) => void link.report(error),
    });
    new FocusKeeper(host, (id) => this.#neighbourOf(id));
  }

  get models(): readonly Model[] | undefined {
    return this.#models;
  }

  get state(): ElementState {
    if (this.#host.sourceId === undefined) return "empty";
    if (this.#models !== undefined) return this.#models.length === 0 ? "empty" : "ready";
    return this.#load.error === undefined ? "loading" : "error";
  }

  /** Before the element draws: what is known of another source counts no more. */
  prepare(changed: PropertyValues<Model3DVersions>): void {
    if (!changed.has("sourceId") && !changed.has("sourceType")) return;
    this.#models = undefined;
    this.#tickedIds = [];
  }

  #take(models: readonly Model[] | undefined): void {
    this.#set(() => (this.#models = models));
    const linked = models?.find((model) => viewerFilesOf(model) !== null && followLink(model.id));
    if (linked !== undefined) this.#view(linked);
  }

  #set(change: () => unknown): void {
    change();
    this.#host.requestUpdate();
  }

  #handleEvent(event: StreamEvent): void {
    if (!("model" in event) || !isOf(event.model, this.#host)) return;
    const { id, status, progress } = event.model;
    const known = this.#models?.find((model) => model.id === id);
    if (event.type === "model.progress" && known !== undefined) {
      const moved = this.#models?.map((model) => (model === known ? { ...model, status, progress: Math.max(progress, model.progress) } : model));
      if (isRunning(known)) this.#set(() => (this.#models = moved));
    } else void this.#load.run();
  }

  /** What has the focus next when a button goes away: one of the same version, or of the one that took its place. */
  #neighbourOf(id: string | null): HTMLElement | null {
    const row = this.#host.renderRoot.querySelector(`[data-id="${id ?? ""}"]`) ?? this.#host.renderRoot.querySelector("[data-id]");
    return row?.querySelector<HTMLElement>("button:not(:disabled)") ?? this.#host.renderRoot.querySelector<HTMLElement>(".notice");
  }

  #tell(text: string): void {
    this.#host.renderRoot.querySelector<Model3DToasts>("[data-role=toasts]")?.show(text, "success");
  }

  async #change(model: Model, change: () => Promise<unknown>, done: () => void): Promise<void> {
    if (this.#busyId !== null) return;
    this.#set(() => {
      this.#busyId = model.id;
      this.#problem = null;
    });
    try {
      await change();
      done();
      await this.#load.run();
    } catch (error) {
      this.#problem = this.#link.report(error);
    }
    this.#set(() => (this.#busyId = null));
  }

  #activate(model: Model): Promise<void> {
    const done = (): void => {
      this.#tell(this.versionsTexts.toastActivated(model.version));
      this.#link.emit("model-3d-version-activated", { model: { ...model, is_active: true } });
    };
    return this.#change(model, () => this.#host.activeClient.setActive(model.id), done);
  }

  #delete(model: Model): Promise<void> {
    this.#asking = null;
    const done = (): void => {
      this.#tell(this.versionsTexts.toastDeleted(model.version));
      this.#link.emit("model-3d-version-deleted", { model });
    };
    return this.#change(model, () => this.#host.activeClient.deleteModel(model.id), done);
  }

  /** The server keeps an active version that no other can follow. */
  #isOnly({ id, is_active: isActive }: Model): boolean {
    return isActive && this.#models?.some((other) => other.id !== id && other.status === "SUCCEEDED") !== true;
  }

  /** Where the answer is known to be no, it is given at once and in place of a question. */
  #askToDelete(model: Model): void {
    const isOnly = this.#isOnly(model);
    this.#set(() => {
      this.#problem = isOnly ? this.versionsTexts.deleteOnly : null;
      this.#asking = isOnly ? null : model;
    });
  }

  get #choice(): CompareChoice {
    return chooseFrom(this.#models, this.#tickedIds);
  }

  #tick({ id }: Model, isTicked: boolean): void {
    this.#set(() => (this.#tickedIds = isTicked ? [...this.#tickedIds, id] : this.#tickedIds.filter((ticked) => ticked !== id)));
  }

  #view(model: Model): void {
    if (this.#link.emit("model-3d-version-view", { model })) this.#set(() => (this.#viewing = model));
  }

  /** The dialog closes itself. */
  #export(model: Model): void {
    const { name, messages, renderRoot } = this.#host;
    const dialog = renderRoot.querySelector<Model3DExport>("[data-role=export]");
    if (dialog === null) return;
    const version = messages.version(model.version);
    Object.assign(dialog, { model, name, heading: messages.exportOf(name === undefined ? version : `${name}, ${version}`), open: true });
  }

  /** The versions themselves, or why there are none. */
  render(): TemplateResult {
    const { messages } = this.#host;
    const models = this.#models;
    if (this.state === "loading") return renderWaitingList(messages);
    if (this.state === "error") {
      return html`<slot name="error"
        ><div class="notice" role="alert">
          ${alertIcon(28)}
          <h3>${this.versionsTexts.versionsError}</h3>
          <p>${messages.describeError(Model3DError.from(this.#load.error))}</p>
          <button type="button" @click=${() => this.#load.run()}>${messages.retry}</button>
        </div></slot
      >`;
    }
    if (models === undefined || models.length === 0) {
      return html`<slot name="empty"><div class="notice" tabindex="-1">${layersIcon()}<h3>${this.versionsTexts.versionsEmpty}</h3><p>${this.versionsTexts.versionsEmptyHint}</p></div></slot>`;
    }
    return html`<div aria-live="polite">${this.#problem === null ? nothing : html`<p class="problem">${this.#problem}</p>`}</div>
      ${renderCompareBar(this.#choice, { ...messages, ...this.versionsTexts }, () => this.#set(() => (this.#isComparing = true)))}
      <ul class="list" role="list">
        ${repeat(models, ({ id }) => id, (model) => this.#renderVersion(model))}
      </ul>`;
  }

  #renderVersion(model: Model): TemplateResult {
    return renderVersion(model, {
      messages: this.#host.messages,
      versionsTexts: this.versionsTexts,
      lang: this.#host.activeLang,
      choice: this.#choice,
      isOnly: this.#isOnly(model),
      isBusy: this.#busyId === model.id,
      statusTag: this.#link.tag("status"),
      onTick: (isTicked) => this.#tick(model, isTicked),
      onActivate: () => void this.#activate(model),
      onView: () => this.#view(model),
      onExport: () => this.#export(model),
      onDelete: () => this.#askToDelete(model),
    });
  }

  /** What opens above the versions: the question before a deletion, a model, two models, the files of one, and toasts. */
  renderDialogs(): TemplateResult {
    const { activeClient: client, activeLang: lang } = this.#host;
    const [exporter, toasts] = [this.#link.tag("export"), this.#link.tag("toasts")];
    return html`${this.#renderQuestion()} ${this.#renderViewing()} ${this.#renderComparing()}
      <${exporter} data-role="export" .open=${false} .client=${client} .lang=${lang}></${exporter}>
      <${toasts} data-role="toasts" .lang=${lang}></${toasts}>`;
  }

  #renderComparing(): TemplateResult {
    const { activeClient: client, activeLang: lang } = this.#host;
    const dialog = this.#link.tag("dialog");
    const isComparing = this.#isComparing;
    const choice = this.#choice;
    return html`<${dialog} size="full" .open=${isComparing} .heading=${this.versionsTexts.compareReady(...versionsOf(choice.ticked))} .lang=${lang} @close=${() => this.#set(() => (this.#isComparing = false))}>
      ${isComparing ? renderComparison(this.#link.tag("compare"), choice, { client, lang }) : nothing}
    </${dialog}>`;
  }

  #renderQuestion(): TemplateResult {
    const { messages, activeLang: lang } = this.#host;
    const asking = this.#asking;
    const dialog = this.#link.tag("dialog");
    const leave = (): void => this.#set(() => (this.#asking = null));
    return html`<${dialog} .open=${asking !== null} .heading=${asking === null ? "" : this.versionsTexts.deleteTitle(asking.version)} .lang=${lang} @close=${leave}>
      ${asking === null
        ? nothing
        : html`<p class="question">${this.versionsTexts.deleteText} ${asking.is_active ? this.versionsTexts.deleteActiveText : nothing}</p>
            <button slot="footer" type="button" autofocus @click=${leave}>${messages.cancel}</button>
            <button slot="footer" type="button" class="danger" @click=${() => this.#delete(asking)}>${messages.delete}</button>`}
    </${dialog}>`;
  }

  #renderViewing(): TemplateResult {
    const { messages, activeClient: client, activeLang: lang, arUrl } = this.#host;
    const viewing = this.#viewing;
    const dialog = this.#link.tag("dialog");
    const name = viewing === null ? "" : messages.version(viewing.version);
    return html`<${dialog} size="large" .open=${viewing !== null} .heading=${name} .lang=${lang} @close=${() => this.#set(() => (this.#viewing = null))}>
      ${viewing === null ? nothing : renderViewer(viewing, { tag: this.#link.tag("viewer"), client, lang, alt: messages.model3dOf(name), isLarge: true, arUrl })}
    </${dialog}>`;
  }
}

function isOf(model: { source_type: SourceType; source_id: string }, { sourceType, sourceId }: Partial<Source>): boolean {
  return model.source_type === sourceType && model.source_id === sourceId?.toLowerCase();
}
