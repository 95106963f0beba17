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

/**
 * The coach's summary in an element that shows photos by their addresses. The photos are taken from the pictures that the
 * page may show, with no request to anybody else; those of a host that does not let pages read them stay unchecked.
 */
export class PhotoCheck implements ReactiveController {
  readonly #host: LitElement;
  #texts: CoachTexts | null = null;
  #followed: string | null = null;
  #leaving = new AbortController();
  #findings: readonly PhotoFinding[] | "looking" | "unchecked" = "looking";

  constructor(host: LitElement) {
    this.#host = host;
    addStyles(host, [findingsStyles]);
    host.addController(this);
  }

  hostDisconnected(): void {
    this.follow(null, null);
  }

  /** Takes the photos that are shown now; `null` when there are none. */
  follow(photos: CheckedPhotos | null, messages: Messages | null): void {
    const followed = photos === null ? null : JSON.stringify([photos.images, photos.previews, photos.findings]);
    if (followed === this.#followed) return;
    this.#followed = followed;
    this.#leaving.abort();
    this.#leaving = new AbortController();
    this.#findings = photos?.findings ?? "looking";
    if (photos === null || messages === null) return;
    void messages.coachTexts().then((texts) => {
      this.#texts = texts;
      this.#host.requestUpdate();
    });
    if (photos.findings === undefined) void this.#look(photos, this.#leaving.signal);
  }

  async #look({ images, previews }: CheckedPhotos, signal: AbortSignal): Promise<void> {
    const coach = new PhotoCoach();
    try {
      const keys: Partial<Record<View, string>> = {};
      for (const view of VIEWS) {
        const url = previews?.[view] ?? images[view];
        if (url === undefined) continue;
        const bitmap = await pictureOf(url, signal);
        await coach.examine(view, bitmap, { signal });
        bitmap.close();
        keys[view] = view;
      }
      const findings = await coach.judge(keys, { signal });
      this.#findings = findings;
    } catch {
      if (signal.aborted) return;
      this.#findings = "unchecked";
    } finally {
      coach.close();
    }
    this.#host.requestUpdate();
  }

  render(messages: Messages): TemplateResult {
    const texts = this.#texts;
    if (texts === null) return html`<p class="verdict-line muted">&nbsp;</p>`;
    if (this.#findings === "looking") return html`<p class="verdict-line muted">${texts.looking}</p>`;
    if (this.#findings === "unchecked") return html`<p class="verdict-line muted">${texts.unchecked}</p>`;
    return renderFindings(this.#findings, messages, texts);
  }
}

async function pictureOf(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  const picture = new Image();
  picture.crossOrigin = "anonymous";
  picture.src = url;
  await picture.decode();
  signal.throwIfAborted();
  return createImageBitmap(picture);
}
