import type { View } from "@model-3d/contract";
import { html, nothing, type CSSResultGroup, type TemplateResult } from "lit";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { LazyPart } from "../base/lazy-part.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import type { PhotoFinding } from "../coach/photo-finding.ts";
import type { PhotoBoard } from "./photo-board.ts";
import type { Photo } from "./photo.ts";
import type { PhotoIntake } from "./photo-intake.ts";
import { renderStartArea } from "./start-area.ts";
import { startAreaStyles } from "./start-area.styles.ts";

/**
 * Two to six photos of one object: take, drop, paste or pick them, put them under the right views by drag, by keyboard or
 * by a list, see what the generator will recognise and what could be better, then send them.
 *
 * Photos are looked at in the browser, in a thread of its own, before anything is sent or paid. What the coach says is
 * advice and keeps nobody from sending; only what the server would refuse (a file that is no photo, too large, below 256
 * pixels) has to be replaced.
 *
 * A photo is moved by dragging it or its handle, or with the handle focused: space grabs, arrow keys move, space drops,
 * Escape takes it back. Photos pasted anywhere on the page are taken while the element can be seen.
 *
 * @fires model-3d-photos-changed - photos came, went, changed places, or the coach has news of them
 * @fires model-3d-images - all photos are uploaded: their addresses by view, and what the coach said of them
 * @fires model-3d-error - a photo could not be sent
 * @csspart drop - the area that takes files while there are none
 * @csspart slot - the place of one view
 * @csspart photo - one photo
 * @csspart check - what the photo coach says
 * @csspart findings - the list of what could be better
 */
export class Model3DUpload extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, startAreaStyles];

  static override properties: DefaultingDeclarations = {
    photos: { state: true, initial: [] },
    hasCamera: { state: true },
  };

  /** The photos that are picked now, in the order of the views; for reading. */
  declare photos: readonly Photo[];

  /** Whether there is, or may be, a camera; known in a browser only. @internal */
  declare hasCamera: boolean | undefined;

  /** Comes with the first one in the page; what is seen until there are photos does not wait for it. */
  readonly #board = new LazyPart<PhotoBoard>(this, {
    fetch: async (messages, known) => {
      const [{ PhotoBoard: Board }, { boardStyles }, texts, coachTexts] = await Promise.all([import("./photo-board.ts"), import("./board.styles.ts"), messages.uploadTexts(), messages.coachTexts()]);
      const board = known ?? new Board(this, { emit: (type, detail) => void this.emit(type, detail), report: (error) => this.report(error) });
      return { part: Object.assign(board, { texts, coachTexts }), styles: boardStyles };
    },
    report: (error) => void this.report(error),
  });

  constructor() {
    super();
    this.state = "empty";
  }

  protected override willUpdate(): void {
    if (this.isSending) this.state = "loading";
    else if (this.#board.hasFailed || this.photos.some(({ error }) => error !== null)) this.state = "error";
    else this.state = this.photos.length === 0 ? "empty" : "ready";
  }

  /** What the photo coach has to say of the photos as they are named now; the gravest first. */
  get findings(): readonly PhotoFinding[] {
    return this.#board.part?.findings ?? [];
  }

  get isSending(): boolean {
    return this.#board.part?.isSending ?? false;
  }

  /**
   * Takes files as if they had been dropped; with a view, the first one as the photo of that view, in place of the one that
   * is there. Resolves when all have been opened; the coach looks at them after that.
   */
  async addFiles(files: Iterable<File>, view?: View): Promise<void> {
    await (await this.#board.drawn())?.addFiles(files, view);
  }

  /** Puts a photo under a view; the one that is there changes places. */
  movePhoto(id: number, view: View): void {
    this.#board.part?.movePhoto(id, view);
  }

  /** Uploads what has not been uploaded yet and tells the addresses. */
  async send(): Promise<void> {
    await (await this.#board.drawn())?.send();
  }

  protected override updated(): void {
    this.hasCamera = navigator.mediaDevices?.getUserMedia !== undefined || matchMedia("(pointer: coarse)").matches;
  }

  protected override render(): TemplateResult {
    const { part, hasFailed } = this.#board;
    if (hasFailed) return this.#board.render();
    const start = { hasCamera: this.hasCamera, onPick: () => void this.#begin((intake) => intake.pick()), onTake: () => void this.#begin((intake) => intake.take()) };
    return html`<div class="board ${part?.intake.isOver === true ? "over" : ""}" @dragover=${this.#handleDragOver} @dragleave=${this.#handleDragLeave} @drop=${this.#handleDrop}>
        ${this.photos.length === 0 ? renderStartArea(this.messages, start) : (part?.renderPlaces() ?? nothing)}
      </div>
      ${part?.render() ?? nothing}`;
  }

  /** Photos are not lost to a click or a drop that came before the rest did. */
  async #begin(take: (intake: PhotoIntake) => unknown): Promise<void> {
    try {
      const board = await this.#board.drawn();
      if (board !== undefined) await take(board.intake);
    } catch {
      // What kept it from coming has been reported and is shown.
    }
  }

  /** Files are always taken out of the browser's hands, which would leave the page for one of them. */
  #handleDragOver = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes("Files") !== true) return;
    event.preventDefault();
    this.#board.part?.intake.handleDragOver(event.dataTransfer);
  };

  #handleDragLeave = (event: DragEvent): void => this.#board.part?.intake.handleDragLeave(event);

  #handleDrop = (event: DragEvent): void => {
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    const place = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-view]") : null;
    void this.#begin((intake) => intake.takeDropped(files, place?.dataset.view as View | undefined));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-upload": Model3DUpload;
  }
}
