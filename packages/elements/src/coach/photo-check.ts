import { VIEWS, type InputImages, type View } from "@model-3d/contract";
import { html, type LitElement, type ReactiveController, type TemplateResult } from "lit";
import { addStyles } from "../base/lazy-part.ts";
import type { CoachTexts } from "../locale/en-coach.ts";
import type { Messages } from "../locale/locale.ts";
import { findingsStyles } from "./findings.styles.ts";
import { PhotoCoach } from "./photo-coach.ts";
import type { PhotoFinding } from "./photo-finding.ts";
import { renderFindings } from "./render-findings.ts";

export interface CheckedPhotos {
  images: InputImages;
  /** Where to see the images, when their own addresses cannot be shown. */
  previews?: InputImages;
  /** What is known of them already; then they are not looked at again. */
  findings?: readonly PhotoFinding[];
}

/** Longest time that the photos of one question are looked at; what a slow phone has not measured by then stays unchecked. */
const PATIENCE_MS = 20_000;

/**
 * The coach's summary in an element that shows photos by their addresses. The photos are taken from the pictures that the
 * page may show, with no request to anybody else; those of a host that does not let pages read them stay unchecked.
 */
export class PhotoCheck implements ReactiveController {
  readonly #host: LitElement;
  readonly #patienceMs: number;
  #texts: CoachTexts | null = null;
  #followed: string | null = null;
  #leaving = new AbortController();
  #findings: readonly PhotoFinding[] | "looking" | "unchecked" | "offline" = "looking";
  #tryAgain: (() => void) | undefined;

  constructor(host: LitElement, { patienceMs = PATIENCE_MS }: { patienceMs?: number } = {}) {
    this.#host = host;
    this.#patienceMs = patienceMs;
    addStyles(host, [findingsStyles]);
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener("online", this.#handleOnline);
  }

  hostDisconnected(): void {
    removeEventListener("online", this.#handleOnline);
    this.follow(null, null);
  }

  readonly #handleOnline = (): void => this.#tryAgain?.();

  /** Takes the photos that are shown now; `null` when there are none. */
  follow(photos: CheckedPhotos | null, messages: Messages | null): void {
    const followed = photos === null ? null : JSON.stringify([photos.images, photos.previews, photos.findings]);
    if (followed === this.#followed) return;
    this.#followed = followed;
    this.#leaving.abort();
    this.#leaving = new AbortController();
    this.#findings = photos?.findings ?? "looking";
    this.#tryAgain = undefined;
    if (photos === null || messages === null) return;
    void this.#read(messages);
    if (photos.findings === undefined) void this.#look(photos, messages, this.#leaving.signal);
  }

  async #read(messages: Messages): Promise<void> {
    // Without its words it has nothing to say, and nobody has to wait for it.
    this.#texts = await messages.coachTexts().catch(() => this.#texts);
    this.#host.requestUpdate();
  }

  /** Whether there is still something to wait for. */
  get isLooking(): boolean {
    return this.#followed !== null && this.#findings === "looking";
  }

  async #look(photos: CheckedPhotos, messages: Messages, left: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const end = (): void => ended.abort();
    left.addEventListener("abort", end, { once: true });
    const timer = setTimeout(end, this.#patienceMs);
    const tooLate = new Promise<never>((_resolve, reject) => ended.signal.addEventListener("abort", () => reject(ended.signal.reason), { once: true }));
    const coach = new PhotoCoach();
    try {
      this.#findings = await Promise.race([judgePhotos(coach, photos, ended.signal), tooLate]);
    } catch {
      if (left.aborted) return;
      // No request went out: it is the connection, and not the browser, that lacks.
      this.#findings = navigator.onLine ? "unchecked" : "offline";
      if (this.#findings === "offline") {
        this.#tryAgain = () => {
          this.#tryAgain = undefined;
          this.#findings = "looking";
          this.#host.requestUpdate();
          void this.#read(messages);
          void this.#look(photos, messages, left);
        };
      }
    } finally {
      clearTimeout(timer);
      left.removeEventListener("abort", end);
      coach.close();
    }
    this.#host.requestUpdate();
  }

  render(messages: Messages): TemplateResult {
    const texts = this.#texts;
    if (texts === null) return html`<p class="verdict-line muted">&nbsp;</p>`;
    if (this.#findings === "looking") return html`<p class="verdict-line muted">${texts.looking}</p>`;
    if (this.#findings === "unchecked") return html`<p class="verdict-line muted">${texts.unchecked}</p>`;
    if (this.#findings === "offline") return html`<p class="verdict-line muted">${texts.offline}</p>`;
    return renderFindings(this.#findings, messages, texts);
  }
}

async function judgePhotos(coach: PhotoCoach, { images, previews }: CheckedPhotos, signal: AbortSignal): Promise<readonly PhotoFinding[]> {
  const keys: Partial<Record<View, string>> = {};
  for (const view of VIEWS) {
    const url = previews?.[view] ?? images[view];
    if (url === undefined) continue;
    const bitmap = await pictureOf(url, signal);
    await coach.examine(view, bitmap, { signal });
    bitmap.close();
    keys[view] = view;
  }
  return coach.judge(keys, { signal });
}

async function pictureOf(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  const picture = new Image();
  picture.crossOrigin = "anonymous";
  picture.src = url;
  await picture.decode();
  signal.throwIfAborted();
  return createImageBitmap(picture);
}
