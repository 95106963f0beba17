import type { Model, SourceType } from "@model-3d/contract";
import { nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { LazyPart } from "../base/lazy-part.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import { renderWaitingList } from "./versions-frame.ts";
import { versionsFrameStyles } from "./versions-frame.styles.ts";
import type { VersionsPanel } from "./versions-panel.ts";

/**
 * All versions of a source: set one as active, look at it, take its files away, compare two, delete one.
 *
 * Without `open` it shows in place. With `open` it shows in a dialog of its own; once closed, `open` is `false` and it
 * shows nothing until it is opened again.
 *
 * @slot item-{modelId} - something of the page's own at that version, below its date
 * @slot empty - instead of the words when there is no version yet
 * @slot error - instead of the words when the versions cannot be loaded
 * @fires model-3d-version-activated - a version became the active one
 * @fires model-3d-version-deleted - a version is gone
 * @fires model-3d-export-ready - a file of a version is there and about to be saved; `preventDefault()` leaves it to the page
 * @fires model-3d-version-view - a version is to be shown; `preventDefault()` keeps the built-in dialog away
 * @csspart version - one version
 * @csspart match - how one matches its photos
 */
export class Model3DVersions extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, versionsFrameStyles];

  static override properties: DefaultingDeclarations = {
    sourceType: { type: String, attribute: "source-type", initial: "product" },
    sourceId: { type: String, attribute: "source-id" },
    open: { type: Boolean },
    heading: { type: String },
    name: { type: String },
    arUrl: { type: String, attribute: "ar-url" },
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
  /** Address behind the viewer's code for phones, `{model}` in it stands for the model's id; by default this page, which opens the model. */
  declare arUrl: string | undefined;

  /** Comes when it is first seen. */
  readonly #panel = new LazyPart<VersionsPanel>(this, {
    fetch: async (messages, known) => {
      const [{ VersionsPanel: Panel }, { versionsStyles }, versionsTexts] = await Promise.all([import("./versions-panel.ts"), import("./versions.styles.ts"), messages.versionsTexts()]);
      return { part: Object.assign(known ?? new Panel(this, this.link), { versionsTexts }), styles: [versionsStyles] };
    },
    isWanted: () => this.open !== false,
    report: (error) => void this.report(error),
    renderWaiting: () => renderWaitingList(this.messages),
  });

  /** The versions that are shown, newest first; `undefined` while they are on their way. */
  get models(): readonly Model[] | undefined {
    return this.#panel.part?.models;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { part, hasFailed } = this.#panel;
    part?.prepare(changed);
    this.state = part?.state ?? (hasFailed ? "error" : this.sourceId === undefined ? "empty" : "loading");
  }

  #handleClose(): void {
    // It is shown in place by now.
    if (!this.open) return;
    this.open = false;
    // As of a dialog, and for whoever has opened it: the gallery.
    this.dispatchEvent(new Event("close"));
  }

  protected override render(): TemplateResult {
    const dialog = this.tag("dialog");
    const { open, messages } = this;
    return html`${open === undefined
        ? this.#panel.render()
        : html`<${dialog} size="medium" .open=${open} .heading=${this.heading ?? messages.versions} .lang=${this.activeLang} @close=${this.#handleClose}>
            ${open ? this.#panel.render() : nothing}
          </${dialog}>`}
      ${this.#panel.part?.renderDialogs() ?? nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-versions": Model3DVersions;
  }
}
