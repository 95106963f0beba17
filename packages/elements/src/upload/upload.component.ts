import { IMAGE_TYPES, REQUIRED_VIEWS, VIEWS, type InputImages, type View } from "@model-3d/contract";
import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { closeIcon, imageIcon, uploadIcon } from "../base/icons.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import { guessView, inspectPhoto, refuseFile, type Photo } from "./photo.ts";
import { uploadStyles } from "./upload.styles.ts";

/**
 * Two to four photos of one object: drop or pick them, name the views, see them, then send them.
 *
 * @fires model-3d-images - all photos are uploaded: their addresses by view
 * @csspart drop - the area that takes files
 * @csspart photo - one photo
 */
export class Model3DUpload extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, uploadStyles];

  static override properties: PropertyDeclarations = {
    photos: { state: true },
    problems: { state: true },
    isOver: { state: true },
    isSending: { state: true },
  };

  /** The photos that are picked now, in the order of the views. */
  declare photos: readonly Photo[];
  declare problems: readonly string[];
  declare isOver: boolean;
  declare isSending: boolean;
  #nextId = 1;
  #sending: AbortController | null = null;
  /** Addresses that went out with the event belong to whoever took them. */
  readonly #handedOut = new Set<string>();

  constructor() {
    super();
    this.photos = [];
    this.problems = [];
    this.isOver = false;
    this.isSending = false;
    this.state = "empty";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sending?.abort();
    for (const { preview } of this.photos) if (!this.#handedOut.has(preview)) URL.revokeObjectURL(preview);
    this.photos = [];
  }

  protected override willUpdate(): void {
    if (this.isSending) this.state = "loading";
    else if (this.photos.some(({ error }) => error !== null)) this.state = "error";
    else this.state = this.photos.length === 0 ? "empty" : "ready";
  }

  /** Takes files as if they had been dropped. Resolves when all have been looked at. */
  async addFiles(files: Iterable<File>): Promise<void> {
    const problems: string[] = [];
    const added: Photo[] = [];
    for (const file of files) {
      const refusal = refuseFile(file, this.messages);
      const view = guessView(file.name, new Set([...this.photos, ...added].map((photo) => photo.view)));
      if (refusal !== null) problems.push(refusal);
      else if (view === null) problems.push(this.messages.uploadTooMany);
      else {
        const preview = URL.createObjectURL(file);
        added.push({ id: this.#nextId++, file, view, preview, size: null, warning: null, error: null, sent: 0, answer: null });
      }
    }
    this.problems = [...new Set(problems)];
    this.photos = inOrder([...this.photos, ...added]);
    await Promise.all(added.map(async ({ id, file }) => this.#change(id, await inspectPhoto(file, this.messages))));
  }

  /** Uploads what has not been uploaded yet and tells the addresses. */
  async send(): Promise<void> {
    if (this.isSending || !this.#isComplete) return;
    this.isSending = true;
    const { signal } = (this.#sending = new AbortController());
    await Promise.all(this.photos.filter(({ answer }) => answer === null).map((photo) => this.#sendPhoto(photo, signal)));
    this.isSending = false;
    if (signal.aborted || this.photos.some(({ answer }) => answer === null)) return;
    const images: InputImages = {};
    const previews: InputImages = {};
    for (const { view, answer, preview } of this.photos) {
      images[view] = answer?.url;
      previews[view] = preview;
      this.#handedOut.add(preview);
    }
    this.emit("model-3d-images", { images, previews, warnings: this.photos.flatMap(({ answer }) => answer?.warnings ?? []) });
  }

  get #missing(): readonly View[] {
    return REQUIRED_VIEWS.filter((view) => !this.photos.some((photo) => photo.view === view));
  }

  get #isComplete(): boolean {
    return this.#missing.length === 0 && this.photos.every(({ error }) => error === null);
  }

  async #sendPhoto({ id, view, file }: Photo, signal: AbortSignal): Promise<void> {
    try {
      const onProgress = ({ loaded, total }: { loaded: number; total: number }): void => this.#change(id, { sent: total > 0 ? loaded / total : 1 });
      const answer = await this.activeClient.uploadSourceImage(view, file, { signal, onProgress });
      this.#change(id, { answer, sent: 1, warning: answer.warnings[0] ?? null });
    } catch (error) {
      if (!signal.aborted) this.#change(id, { error: this.report(error), sent: 0 });
    }
  }

  #change(id: number, change: Partial<Photo>): void {
    this.photos = this.photos.map((photo) => (photo.id === id ? { ...photo, ...change } : photo));
  }

  #remove({ id, preview }: Photo): void {
    URL.revokeObjectURL(preview);
    this.photos = this.photos.filter((photo) => photo.id !== id);
    this.problems = [];
  }

  /** A view that is taken changes places, so that each stays the only one of its kind. */
  #relabel(photo: Photo, view: View): void {
    const swapped = this.photos.map((other) => {
      if (other.id === photo.id) return { ...other, view, answer: null, sent: 0 };
      return other.view === view ? { ...other, view: photo.view, answer: null, sent: 0 } : other;
    });
    this.photos = inOrder(swapped);
  }

  #handleDrop(event: DragEvent): void {
    event.preventDefault();
    this.isOver = false;
    void this.addFiles(event.dataTransfer?.files ?? []);
  }

  #handleDragOver(event: DragEvent): void {
    event.preventDefault();
    this.isOver = true;
  }

  #handlePick(event: Event): void {
    const input = event.target as HTMLInputElement;
    void this.addFiles([...(input.files ?? [])]);
    input.value = "";
  }

  #pick(): void {
    this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")?.click();
  }

  protected override render(): TemplateResult {
    const { photos } = this;
    return html`${photos.length === 0
        ? nothing
        : html`<ul class="photos">
            ${repeat(photos, ({ id }) => id, (photo) => this.#renderPhoto(photo))}
            ${photos.length < VIEWS.length ? html`<li>${this.#renderDrop(true)}</li>` : nothing}
          </ul>`}
      ${photos.length === 0 ? this.#renderDrop(false) : nothing}
      <input type="file" accept=${IMAGE_TYPES.join(",")} multiple @change=${this.#handlePick} />
      <div aria-live="polite">${this.problems.map((problem) => html`<p class="problems">${problem}</p>`)}</div>
      ${photos.length === 0 ? nothing : this.#renderActions()}`;
  }

  #renderDrop(isCompact: boolean): TemplateResult {
    const { messages } = this;
    return html`<div
      class="drop ${isCompact ? "compact" : ""} ${this.isOver ? "over" : ""}"
      part="drop"
      @dragover=${this.#handleDragOver}
      @dragleave=${() => (this.isOver = false)}
      @drop=${this.#handleDrop}
    >
      ${isCompact
        ? html`<button type="button" ?disabled=${this.isSending} @click=${this.#pick}>${imageIcon()} ${messages.uploadAddMore}</button>`
        : html`${uploadIcon(32)}
            <h3>${messages.uploadTitle}</h3>
            <p>${messages.uploadHint}</p>
            <button type="button" class="primary" @click=${this.#pick}>${messages.uploadPick}</button>
            <p>${messages.uploadOr} ${messages.uploadDrop.toLowerCase()}</p>`}
    </div>`;
  }

  #renderPhoto(photo: Photo): TemplateResult {
    const { messages } = this;
    const { name } = photo.file;
    return html`<li class="photo ${photo.error === null ? "" : "bad"}" part="photo">
      <img src=${photo.preview} alt=${messages.viewName(photo.view)} />
      <button class="icon remove" type="button" ?disabled=${this.isSending} aria-label=${messages.uploadRemove(name)} @click=${() => this.#remove(photo)}>
        ${closeIcon()}
      </button>
      <div class="facts">
        <select
          aria-label=${messages.uploadViewOf(name)}
          ?disabled=${this.isSending}
          .value=${photo.view}
          @change=${(event: Event) => this.#relabel(photo, (event.target as HTMLSelectElement).value as View)}
        >
          ${VIEWS.map((view) => html`<option value=${view} ?selected=${view === photo.view}>${messages.viewName(view)}</option>`)}
        </select>
        ${photo.size === null ? nothing : html`<span class="muted">${messages.dimensions(photo.size.width, photo.size.height)}</span>`}
        ${photo.warning === null ? nothing : html`<span class="warn">${photo.warning}</span>`}
        ${photo.error === null ? nothing : html`<span class="bad" role="alert">${photo.error}</span>`}
        ${this.isSending || photo.answer !== null ? renderProgress(messages.uploadProgressOf(name), photo.sent) : nothing}
      </div>
    </li>`;
  }

  #renderActions(): TemplateResult {
    const { messages } = this;
    const missing = this.#missing.map((view) => messages.viewName(view).toLowerCase());
    const hasErrors = this.photos.some(({ error }) => error !== null);
    const hint = missing.length > 0 ? messages.uploadMissing(missing.join(` ${messages.and} `)) : hasErrors ? messages.uploadRefused : messages.uploadComplete;
    return html`<div class="actions">
      <span class="muted">${hint}</span>
      <button type="button" class="primary" ?disabled=${this.isSending || !this.#isComplete} @click=${() => this.send()}>
        ${this.isSending ? messages.uploadSending : messages.uploadSend}
      </button>
    </div>`;
  }
}

function renderProgress(label: string, fraction: number): TemplateResult {
  const percent = Math.round(fraction * 100);
  return html`<div class="progress" role="progressbar" aria-label=${label} aria-valuenow=${percent}><span style="width:${percent}%"></span></div>`;
}

function inOrder(photos: readonly Photo[]): Photo[] {
  return [...photos].sort((left, right) => VIEWS.indexOf(left.view) - VIEWS.indexOf(right.view));
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-upload": Model3DUpload;
  }
}
