import { nothing, type TemplateResult } from "lit";
import { html, type StaticValue } from "lit/static-html.js";
import type { Model3DElement } from "../base/model-3d-element.ts";
import type { PhotoBoard } from "./photo-board.ts";
import type { Photo } from "./photo.ts";
import type { Model3DUpload } from "./upload.component.ts";

/** Opens the brush for a photo, and takes what comes of it. The brush is loaded when it is first wanted. */
export class PhotoBrush {
  readonly #host: Model3DUpload;
  readonly #board: PhotoBoard;
  #tag: StaticValue | null = null;
  #photo: Photo | null = null;

  constructor(host: Model3DUpload, board: PhotoBoard) {
    this.#host = host;
    this.#board = board;
  }

  async open(photo: Photo): Promise<void> {
    const { defineMaskBrush } = await import("../mask-brush/define-mask-brush.ts");
    this.#tag = defineMaskBrush((this.#host.constructor as typeof Model3DElement).tagPrefix);
    this.#show(photo);
  }

  #show(photo: Photo | null): void {
    this.#photo = photo;
    this.#host.requestUpdate();
  }

  #handleMended = (event: CustomEvent<{ file: File }>): void => {
    event.stopPropagation();
    if (this.#photo !== null) void this.#board.takeCutOut(this.#photo, event.detail.file);
  };

  render(): TemplateResult | typeof nothing {
    const photo = this.#photo;
    if (photo === null || this.#tag === null) return nothing;
    return html`<${this.#tag}
      .view=${photo.view}
      .file=${photo.original ?? photo.file}
      .mended=${photo.original === null ? null : photo.file}
      .lang=${this.#host.activeLang}
      @model-3d-mask-mended=${this.#handleMended}
      @close=${() => this.#show(null)}
    ></${this.#tag}>`;
  }
}
