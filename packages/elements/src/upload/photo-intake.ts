import { IMAGE_TYPES, VIEWS, type View } from "@model-3d/contract";
import { nothing, type ReactiveController, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import type { PhotoBoard } from "./photo-board.ts";
import type { Model3DUpload } from "./upload.component.ts";

const IS_TYPED_IN = "input, textarea, select, [contenteditable]";

/** The ways in which photos come: a file dialog, dropping, pasting, the camera. */
export class PhotoIntake implements ReactiveController {
  readonly #host: Model3DUpload;
  readonly #board: PhotoBoard;
  /** The view for which the file dialog was opened. */
  #wanted: View | undefined;
  /** The view that the live camera is open for. */
  #camera: View | null = null;
  /** Whether files are being dragged over the element. */
  isOver = false;

  constructor(host: Model3DUpload, board: PhotoBoard) {
    this.#host = host;
    this.#board = board;
    host.addController(this);
  }

  hostConnected(): void {
    globalThis.document?.addEventListener("paste", this.#handlePaste);
  }

  hostDisconnected(): void {
    document.removeEventListener("paste", this.#handlePaste);
    this.#camera = null;
  }

  /** Opens the file dialog, for one view or for all. */
  pick(view?: View): void {
    this.#wanted = view;
    this.#host.renderRoot.querySelector<HTMLInputElement>("input[type=file]:not([capture])")?.click();
  }

  /** Opens the camera: live where the page may have it, else the phone's own camera app. */
  async take(view?: View): Promise<void> {
    const at = view ?? VIEWS.find((free) => !this.#host.photos.some((photo) => photo.view === free)) ?? "front";
    if (navigator.mediaDevices?.getUserMedia === undefined) return this.#openCameraApp(at);
    await this.#board.defineCamera();
    this.#camera = at;
    this.#host.requestUpdate();
  }

  #openCameraApp(view: View): void {
    this.#wanted = view;
    this.#host.renderRoot.querySelector<HTMLInputElement>("input[capture]")?.click();
  }

  #handlePick = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    void this.#board.addFiles([...(input.files ?? [])], this.#wanted);
    this.#wanted = undefined;
    input.value = "";
  };

  handleDragOver(dragged: DataTransfer): void {
    if (this.#board.isSending) dragged.dropEffect = "none";
    if (this.isOver || this.#board.isSending) return;
    this.isOver = true;
    this.#host.requestUpdate();
  }

  handleDragLeave({ relatedTarget, currentTarget }: DragEvent): void {
    if (!(relatedTarget instanceof Node && (currentTarget as Node).contains(relatedTarget))) this.#leave();
  }

  /** One file dropped on a view's place is the photo of that view. */
  async takeDropped(files: readonly File[], view: View | undefined): Promise<void> {
    this.#leave();
    if (files.length > 0 && !this.#board.isSending) await this.#board.addFiles(files, files.length === 1 ? view : undefined);
  }

  #leave(): void {
    this.isOver = false;
    this.#host.requestUpdate();
  }

  /** Pictures pasted anywhere on the page while the element can be seen and used, but not where somebody is typing. */
  #handlePaste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
    const isTypedIn = event.composedPath().some((target) => target instanceof Element && target.matches(IS_TYPED_IN));
    if (files.length === 0 || event.defaultPrevented || isTypedIn || this.#board.isSending || !this.#host.checkVisibility() || this.#host.closest("[inert]") !== null) return;
    event.preventDefault();
    void this.#board.addFiles(files);
  };

  renderInputs(): TemplateResult {
    const types = IMAGE_TYPES.join(",");
    return html`<input type="file" accept=${types} multiple hidden @change=${this.#handlePick} />
      <input type="file" accept=${types} capture="environment" hidden @change=${this.#handlePick} />`;
  }

  renderCamera(): TemplateResult | typeof nothing {
    const tag = this.#board.cameraTag;
    if (this.#camera === null || tag === null) return nothing;
    const takenViews = this.#host.photos.map(({ view }) => view);
    return html`<${tag}
      .view=${this.#camera}
      .takenViews=${takenViews}
      .frontMask=${this.#board.frontMask}
      .lang=${this.#host.activeLang}
      @model-3d-photo-taken=${this.#handleTaken}
      @model-3d-camera-refused=${this.#handleRefused}
      @close=${this.#handleCameraClosed}
    ></${tag}>`;
  }

  #handleTaken = (event: CustomEvent<{ file: File; view: View }>): void => {
    event.stopPropagation();
    void this.#board.addFiles([event.detail.file], event.detail.view);
  };

  #handleRefused = (event: CustomEvent<{ view: View }>): void => {
    this.#handleCameraClosed();
    this.#openCameraApp(event.detail.view);
  };

  #handleCameraClosed = (): void => {
    this.#camera = null;
    this.#host.requestUpdate();
  };
}
