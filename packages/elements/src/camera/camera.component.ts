import { isUsualView, USUAL_VIEWS, VIEWS, type View } from "@model-3d/contract";
import { nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from "lit";
import { html } from "lit/static-html.js";
import { ref } from "lit/directives/ref.js";
import type { DefaultingDeclarations } from "../base/defaulting-element.ts";
import { cameraIcon, checkIcon, refreshIcon } from "../base/icons.ts";
import { Model3DElement } from "../base/model-3d-element.ts";
import type { ShownMask } from "../coach/photo-examiner.ts";
import type { CoachTexts } from "../locale/en-coach.ts";
import { viewIcon } from "../upload/view-guide.ts";
import { cameraStyles } from "./camera.styles.ts";
import { drawGhost } from "./draw-ghost.ts";
import { firstPicture, grabFrame, openCamera, whyRefused, type CameraRefusal } from "./live-camera.ts";

/** A photo that was taken, and its address in this page. */
interface Shot {
  file: File;
  preview: string;
}

/**
 * The live camera in a dialog, with an outline for each view to put the object into. Opens the camera when it is attached
 * and closes it when it goes or the dialog is closed.
 *
 * @fires model-3d-photo-taken - a photo that the user wants to keep: `{ file, view }`
 * @fires model-3d-camera-refused - the user asks for the phone's own camera app or a file instead: `{ view }`
 * @fires close - the dialog has been closed
 * @csspart stage - the live picture, or the photo that was taken
 */
export class Model3DCamera extends Model3DElement {
  static override styles: CSSResultGroup = [Model3DElement.styles, cameraStyles];

  static override properties: DefaultingDeclarations = {
    view: { attribute: false, initial: "front" },
    takenViews: { attribute: false, initial: [] },
    frontMask: { attribute: false, initial: null },
    facing: { state: true, initial: "environment" },
    stream: { state: true, initial: null },
    refusal: { state: true, initial: null },
    shots: { state: true, initial: new Map() },
    texts: { state: true, initial: null },
  };

  /** The view that is photographed now. */
  declare view: View;
  /** Views that have a photo already. */
  declare takenViews: readonly View[];
  /** The object as it is in the front photo: mirrored, it is the outline to fit the back into. */
  declare frontMask: ShownMask | null;
  declare facing: "environment" | "user";
  declare stream: MediaStream | null;
  declare refusal: CameraRefusal | null;
  /** Photos that were taken and neither kept nor thrown away, by their views. */
  declare shots: ReadonlyMap<View, Shot>;
  declare texts: CoachTexts | null;
  #opening: AbortController | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.messages.coachTexts().then((texts) => (this.texts = texts));
    void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
    for (const view of [...this.shots.keys()]) this.#dropShot(view);
  }

  get shot(): Shot | null {
    return this.shots.get(this.view) ?? null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("facing") && changed.get("facing") !== undefined) void this.#open();
    this.state = this.refusal !== null ? "error" : this.stream === null ? "loading" : "ready";
  }

  /** The button could not take the focus before there was a picture. */
  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("stream") && this.stream !== null && this.shot === null) this.renderRoot.querySelector<HTMLButtonElement>("[data-role=take]")?.focus();
  }

  async #open(): Promise<void> {
    this.#close();
    const { signal } = (this.#opening = new AbortController());
    this.refusal = null;
    try {
      const stream = await openCamera(this.facing);
      if (signal.aborted) for (const track of stream.getTracks()) track.stop();
      else this.stream = stream;
    } catch (error) {
      if (!signal.aborted) this.refusal = whyRefused(error);
    }
  }

  #close(): void {
    this.#opening?.abort();
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }

  /** Asked for before there is a picture, it takes the first. */
  async #take(): Promise<void> {
    const video = this.renderRoot.querySelector("video");
    if (video === null) return;
    await firstPicture(video);
    if (!video.isConnected || this.stream === null) return;
    const { view } = this;
    const file = await grabFrame(video, `${view}.jpg`);
    this.#dropShot(view);
    this.shots = new Map([...this.shots, [view, { file, preview: URL.createObjectURL(file) }]]);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLButtonElement>("[data-role=keep]")?.focus();
  }

  #dropShot(view: View): void {
    const shot = this.shots.get(view);
    if (shot === undefined) return;
    URL.revokeObjectURL(shot.preview);
    this.shots = new Map([...this.shots].filter(([other]) => other !== view));
  }

  /** Hands the photo out and goes on to the next view without one; after the last the dialog closes. */
  async #keep(): Promise<void> {
    const { view, shot } = this;
    if (shot === null) return;
    this.dispatchEvent(new CustomEvent("model-3d-photo-taken", { detail: { file: shot.file, view } }));
    this.#dropShot(view);
    const taken = new Set([...this.takenViews, view]);
    this.takenViews = VIEWS.filter((other) => taken.has(other));
    // What waits for an answer comes first, lest it be forgotten.
    const next = VIEWS.find((other) => this.shots.has(other)) ?? USUAL_VIEWS.find((other) => !taken.has(other));
    if (next === undefined) this.#leave();
    else await this.#goOn(next);
  }

  #takeAgain(): void {
    this.#dropShot(this.view);
    void this.#goOn(this.view);
  }

  async #goOn(view: View): Promise<void> {
    this.view = view;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLButtonElement>("[data-role=take], [data-role=keep]")?.focus();
  }

  #leave = (): void => {
    this.#close();
    this.dispatchEvent(new CustomEvent("close"));
  };

  #fallBack(): void {
    this.dispatchEvent(new CustomEvent("model-3d-camera-refused", { detail: { view: this.view } }));
  }

  protected override render(): TemplateResult {
    const { texts } = this;
    const dialog = this.tag("dialog");
    return html`<${dialog} .open=${true} size="large" .heading=${texts?.camera.title ?? ""} .lang=${this.activeLang} @close=${this.#leave}>
      ${texts === null ? nothing : this.#renderBody(texts)}
    </${dialog}>`;
  }

  #renderBody({ camera }: CoachTexts): TemplateResult {
    const { messages, view, shot, refusal, stream } = this;
    return html`<div class="views" role="group" aria-label=${camera.views}>
        ${VIEWS.filter((other) => other === view || isUsualView(other)).map(
          (other) => html`<button type="button" aria-pressed=${other === view} @click=${() => this.#goOn(other)}>
            ${viewIcon(other, 18)} ${messages.viewName(other)} ${this.takenViews.includes(other) ? html`${checkIcon(14)}<span class="visually-hidden">${camera.taken}</span>` : nothing}
          </button>`,
        )}
      </div>
      <div class="stage" part="stage">${refusal === null ? this.#renderPicture(camera) : this.#renderRefusal(refusal, camera)}</div>
      <p class="how muted" role="status">${refusal === null ? (shot === null ? camera.how[view] : camera.check) : nothing}</p>
      ${shot === null
        ? html`<button slot="footer" type="button" ?disabled=${stream === null} @click=${() => (this.facing = this.facing === "user" ? "environment" : "user")}>${refreshIcon()} ${camera.turn}</button>
            <button slot="footer" type="button" class="primary" data-role="take" autofocus ?disabled=${stream === null} @click=${() => this.#take()}>${cameraIcon()} ${camera.take(messages.viewName(view).toLowerCase())}</button>`
        : html`<button slot="footer" type="button" @click=${() => this.#takeAgain()}>${camera.again}</button>
            <button slot="footer" type="button" class="primary" data-role="keep" @click=${() => this.#keep()}>${checkIcon()} ${camera.keep}</button>`}`;
  }

  #renderPicture(camera: CoachTexts["camera"]): TemplateResult {
    const { shot, stream, view } = this;
    if (shot !== null) return html`<img src=${shot.preview} alt=${camera.shot} />`;
    if (stream === null) return html`<p>${camera.opening}</p>`;
    const ghost = view === "back" ? this.frontMask : null;
    return html`<div class="frame">
      <video .srcObject=${stream} autoplay playsinline muted aria-label=${camera.live}></video>
      <div class="guide ${ghost === null ? "" : "ghosted"}">${viewIcon(view, 200)}</div>
      ${ghost === null ? nothing : html`<canvas class="ghost" aria-hidden="true" ${ref((canvas) => canvas instanceof HTMLCanvasElement && drawGhost(canvas, ghost))}></canvas>`}
    </div>`;
  }

  #renderRefusal(refusal: CameraRefusal, camera: CoachTexts["camera"]): TemplateResult {
    return html`<div class="refused">
      <p role="alert">${camera.refused[refusal]}</p>
      <button type="button" @click=${() => this.#fallBack()}>${camera.instead}</button>
      ${refusal === "missing" ? nothing : html`<button type="button" @click=${() => this.#open()}>${this.messages.retry}</button>`}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "model-3d-camera": Model3DCamera;
  }
}
