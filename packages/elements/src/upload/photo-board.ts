import { Model3DError } from "@model-3d/client";
import { REQUIRED_VIEWS, type InputImages, type View } from "@model-3d/contract";
import { html, nothing, type ReactiveController, type TemplateResult } from "lit";
import type { StaticValue } from "lit/static-html.js";
import type { Model3DEventDetails } from "../base/events.ts";
import { FocusKeeper } from "../base/focus-keeper.ts";
import type { Model3DElement } from "../base/model-3d-element.ts";
import type { ShownMask } from "../coach/photo-examiner.ts";
import type { PhotoFinding } from "../coach/photo-finding.ts";
import type { CoachTexts } from "../locale/en-coach.ts";
import type { UploadTexts } from "../locale/en-upload.ts";
import type { Messages } from "../locale/locale.ts";
import { PhotoBrush } from "./photo-brush.ts";
import { PhotoChecks } from "./photo-checks.ts";
import { PhotoIntake } from "./photo-intake.ts";
import { PhotoMover, type MoveNews } from "./photo-mover.ts";
import { guessView, inOrder, inspectPhoto, moveTo, namedFirst, refuseFile, type Photo } from "./photo.ts";
import { renderActions, renderPlaces } from "./render-upload.ts";
import type { Model3DUpload } from "./upload.component.ts";

/** Whether the same photo may be taken at another try. */
const isWorthAnotherTry = (error: unknown): boolean => !(error instanceof Model3DError) || error.status === 0 || error.status === 429 || error.status >= 500;

/** What only the element itself may do. */
export interface BoardOutlets {
  emit: <Type extends keyof Model3DEventDetails>(type: Type, detail: Model3DEventDetails[Type]) => void;
  /** Tells the page of an error and gives the words for it. */
  report: (error: unknown) => string;
}

/** Everything of an upload but its frame: takes photos, has them looked at, moves, sends and draws them. */
export class PhotoBoard implements ReactiveController {
  readonly host: Model3DUpload;
  declare texts: UploadTexts;
  declare coachTexts: CoachTexts;
  readonly checks: PhotoChecks;
  readonly mover: PhotoMover;
  readonly intake: PhotoIntake;
  problems: readonly string[] = [];
  isSending = false;
  /** Whether the masks are shown over the photos. */
  hasMasks = false;
  /** What a screen reader says of a photo that is moved. */
  #news = "";
  cameraTag: StaticValue | null = null;
  readonly brush: PhotoBrush;
  #nextId = 1;
  #sending: AbortController | null = null;
  #told = "";
  /** Whether it is out of the page, where the addresses of its photos would stay for ever. */
  #hasLeft = false;
  /** Addresses that went out with the event belong to whoever took them. */
  readonly #handedOut = new Set<string>();

  readonly #emit: BoardOutlets["emit"];
  readonly #report: BoardOutlets["report"];

  constructor(host: Model3DUpload, { emit, report }: BoardOutlets) {
    this.host = host;
    this.#emit = emit;
    this.#report = report;
    this.checks = new PhotoChecks(host);
    this.mover = new PhotoMover(host, (news) => (this.#news = this.#describeMove(news)));
    this.intake = new PhotoIntake(host, this);
    this.brush = new PhotoBrush(host, this);
    host.addController(this);
    new FocusKeeper(host, (view) => this.#neighbourOf(view));
  }

  get photos(): readonly Photo[] {
    return this.host.photos;
  }

  set photos(photos: readonly Photo[]) {
    this.host.photos = photos;
  }

  get messages(): Messages {
    return this.host.messages;
  }

  hostConnected(): void {
    if (!this.#hasLeft) return;
    this.#hasLeft = false;
    this.photos = this.photos.map((photo) => (this.#handedOut.has(photo.preview) ? photo : { ...photo, preview: URL.createObjectURL(photo.file) }));
    this.host.requestUpdate();
  }

  /** One that is moved in the page is back at once, and nothing has happened; one that is taken out keeps the files alone. */
  hostDisconnected(): void {
    queueMicrotask(() => {
      if (!this.host.isConnected && !this.#hasLeft) this.#leave();
    });
  }

  #leave(): void {
    this.#hasLeft = true;
    this.#sending?.abort();
    this.isSending = false;
    this.checks.close();
    for (const photo of this.photos) this.#letGo(photo);
    this.photos = this.photos.map((photo) => (photo.answer === null ? { ...photo, sent: 0 } : photo));
  }

  hostUpdate(): void {
    if (!this.#hasLeft) this.checks.follow(this.photos);
  }

  hostUpdated(): void {
    const detail = {
      photos: this.photos.map(({ view, file: { name }, error }) => ({ view, name, error })),
      findings: this.findings,
      isChecking: this.checks.isLooking,
      isComplete: this.isComplete,
    };
    const told = JSON.stringify(detail);
    if (told === this.#told || (this.#told === "" && this.photos.length === 0)) return;
    this.#told = told;
    this.#emit("model-3d-photos-changed", detail);
  }

  /** What the photo coach has to say of the photos as they are named now; the gravest first. */
  get findings(): readonly PhotoFinding[] {
    return this.checks.findings.filter(({ view }) => this.photos.some((photo) => photo.view === view));
  }

  get frontMask(): ShownMask | null {
    const front = this.photos.find(({ view }) => view === "front");
    return front === undefined ? null : (this.checks.examinationOf(front.id)?.mask ?? null);
  }

  get missing(): readonly View[] {
    return REQUIRED_VIEWS.filter((view) => !this.photos.some((photo) => photo.view === view));
  }

  /** Whether the photos can be sent: front and back are there, and none has an error that another try would not mend. */
  get isComplete(): boolean {
    return this.missing.length === 0 && this.photos.every(({ error, canRetry }) => error === null || canRetry);
  }

  /**
   * Takes files as if they had been dropped; with a view, the first one as the photo of that view, in place of the one that
   * is there, which stays where the new one would be refused. Resolves when all have been looked at.
   */
  async addFiles(files: Iterable<File>, view?: View): Promise<void> {
    const problems: string[] = [];
    const added: Photo[] = [];
    let wanted = view;
    for (const file of namedFirst(files)) {
      const refusal = refuseFile(file, this.texts);
      if (refusal !== null) {
        problems.push(refusal);
        continue;
      }
      const refused = await this.#makeRoom(wanted, file);
      if (refused !== null) {
        problems.push(refused);
        wanted = undefined;
        continue;
      }
      const at = wanted ?? guessView(file.name, new Set([...this.photos, ...added].map((photo) => photo.view)));
      wanted = undefined;
      if (at === null) problems.push(this.texts.tooMany);
      else added.push({ id: this.#nextId++, file, original: null, view: at, preview: URL.createObjectURL(file), size: null, warning: null, error: null, canRetry: false, sent: 0, answer: null });
    }
    this.problems = [...new Set(problems)];
    this.photos = inOrder([...this.photos, ...added]);
    await Promise.all(added.map(async ({ id, file }) => this.#change(id, await inspectPhoto(file, this.texts))));
  }

  /** Takes away what is under a view, unless it is a photo in order and the new one is not: then says why not. */
  async #makeRoom(view: View | undefined, file: File): Promise<string | null> {
    const find = (): Photo | undefined => this.photos.find((photo) => photo.view === view);
    if (find()?.error === null) {
      const { error } = await inspectPhoto(file, this.texts);
      if (error !== null) return error;
    }
    const replaced = find();
    if (replaced !== undefined) this.removePhoto(replaced);
    return null;
  }

  removePhoto(photo: Photo): void {
    this.#letGo(photo);
    this.photos = this.photos.filter(({ id }) => id !== photo.id);
    this.problems = [];
    this.host.requestUpdate();
  }

  /** Takes what its user has cut out of a photo in its place; the photo as it was picked stays here. */
  async takeCutOut(photo: Photo, file: File): Promise<void> {
    const cutOut = { ...photo, id: this.#nextId++, file, original: photo.original ?? photo.file, preview: URL.createObjectURL(file), size: null, error: null, canRetry: false, sent: 0, answer: null };
    this.#letGo(photo);
    this.photos = this.photos.map((known) => (known.id === photo.id ? cutOut : known));
    this.#change(cutOut.id, await inspectPhoto(file, this.texts));
  }

  /** Puts a photo under a view; the one that is there changes places. */
  movePhoto(id: number, view: View): void {
    if (!this.isSending) this.photos = moveTo(this.photos, id, view);
  }

  /** Uploads what has not been uploaded yet and tells the addresses. */
  async send(): Promise<void> {
    if (this.isSending || !this.isComplete) return;
    this.isSending = true;
    this.host.requestUpdate();
    const { signal } = (this.#sending = new AbortController());
    await Promise.all(this.photos.filter(({ answer }) => answer === null).map((photo) => this.#sendPhoto(photo, signal)));
    this.isSending = false;
    this.host.requestUpdate();
    if (signal.aborted || this.photos.some(({ answer }) => answer === null)) return;
    const images: InputImages = {};
    const previews: InputImages = {};
    for (const { view, answer, preview } of this.photos) {
      images[view] = answer?.url;
      previews[view] = preview;
      this.#handedOut.add(preview);
    }
    this.#emit("model-3d-images", { images, previews, warnings: this.photos.flatMap(({ answer }) => answer?.warnings ?? []), findings: this.findings });
  }

  /** Sends one photo again that could not be sent; when it was the last one, the addresses are told. */
  async retry(photo: Photo): Promise<void> {
    if (this.isSending) return;
    this.#change(photo.id, { error: null, canRetry: false });
    await this.send();
  }

  /** What has the focus next when a button goes away: one of the same view, or of the first. */
  #neighbourOf(view: string | null): HTMLElement | null {
    const find = (within: string): HTMLElement | null => this.host.renderRoot.querySelector<HTMLElement>(`${within} button:not(:disabled)`);
    return find(`[data-id="${view ?? ""}"]`) ?? find(".board") ?? find(".actions");
  }

  showMasks(hasMasks: boolean): void {
    this.hasMasks = hasMasks;
    this.host.requestUpdate();
  }

  async #sendPhoto({ id, view, file }: Photo, signal: AbortSignal): Promise<void> {
    this.#change(id, { error: null, canRetry: false });
    try {
      const onProgress = ({ loaded, total }: { loaded: number; total: number }): void => this.#change(id, { sent: total > 0 ? loaded / total : 1 });
      const answer = await this.host.activeClient.uploadSourceImage(view, file, { signal, onProgress });
      this.#change(id, { answer, sent: 1, warning: answer.warnings[0] ?? null });
    } catch (error) {
      if (!signal.aborted) this.#change(id, { error: this.#report(error), canRetry: isWorthAnotherTry(error), sent: 0 });
    }
  }

  /** Loads the live camera, under the prefix of this element. */
  async defineCamera(): Promise<void> {
    const { defineCamera } = await import("../camera/define-camera.ts");
    this.cameraTag = defineCamera((this.host.constructor as typeof Model3DElement).tagPrefix);
  }

  #change(id: number, change: Partial<Photo>): void {
    this.photos = this.photos.map((photo) => (photo.id === id ? { ...photo, ...change } : photo));
  }

  #letGo({ preview }: Photo): void {
    if (!this.#handedOut.has(preview)) URL.revokeObjectURL(preview);
  }

  #describeMove({ kind, photo, at, other }: MoveNews): string {
    const { texts } = this;
    const { name } = photo.file;
    if (kind === "grabbed") return `${texts.grabbed(name, at)} ${texts.moveHow}`;
    if (kind === "cancelled") return texts.moveCancelled(name, at);
    if (kind === "dropped" && other === null) return texts.dropped(name, at);
    return texts.moved(name, at, other?.file.name ?? null);
  }

  /** The places of the views, once there are photos. */
  renderPlaces(): TemplateResult {
    return renderPlaces(this);
  }

  /** What comes below the places. */
  render(): TemplateResult {
    return html`${this.intake.renderInputs()}
      <div aria-live="polite">${this.problems.map((problem) => html`<p class="problems">${problem}</p>`)}</div>
      <div class="visually-hidden" aria-live="assertive">${this.#news}</div>
      <p id="how" class="visually-hidden">${this.texts.moveHow}</p>
      ${this.photos.length === 0 ? nothing : renderActions(this)} ${this.intake.renderCamera()} ${this.brush.render()}`;
  }
}
