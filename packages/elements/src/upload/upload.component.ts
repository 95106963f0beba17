import type { View } from "@model-3d/contract";
import { type CSSResultGroup, type TemplateResult } from "lit";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { LazyPart } from "../base/lazy-part.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import type { PhotoFinding } from "../coach/photo-finding.ts";
import type { PhotoBoard } from "./photo-board.ts";
import type { Photo } from "./photo.ts";

/**
 * Two to four photos of one object: take, drop, paste or pick them, put them under the right views by drag, by keyboard or
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
  static override styles: CSSResultGroup = [Model3DElement.styles];

  static override properties: DefaultingDeclarations = {
    photos: { state: true, initial: [] },
  };

  /** The photos that are picked now, in the order of the views; for reading. */
  declare photos: readonly Photo[];

  /** Comes when it is first seen. */
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

  protected override render(): TemplateResult {
    return this.#board.render();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-upload": Model3DUpload;
  }
}
