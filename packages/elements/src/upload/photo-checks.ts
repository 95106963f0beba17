import type { View } from "@model-3d/contract";
import type { ReactiveControllerHost } from "lit";
import type { PhotoCoach } from "../coach/photo-coach.ts";
import type { PhotoExamination } from "../coach/photo-examiner.ts";
import type { PhotoFinding } from "../coach/photo-finding.ts";
import type { Photo } from "./photo.ts";

type Look = PhotoExamination | "looking" | "unchecked";

/**
 * Has photos looked at as they come, in the background, and judges them anew whenever they change places. The coach is
 * loaded with the first photo and let go with the last.
 */
export class PhotoChecks {
  readonly #host: ReactiveControllerHost;
  readonly #looks = new Map<number, Look>();
  #leaving = new AbortController();
  #coach: Promise<PhotoCoach> | null = null;
  #judged = "";
  /** What is wrong with the photos as they are named now. */
  findings: readonly PhotoFinding[] = [];

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** What is known of a photo; `null` while it is looked at, or could not be. */
  examinationOf(id: number): PhotoExamination | null {
    const look = this.#looks.get(id);
    return look === undefined || typeof look === "string" ? null : look;
  }

  isUnchecked(id: number): boolean {
    return this.#looks.get(id) === "unchecked";
  }

  get isLooking(): boolean {
    return [...this.#looks.values()].includes("looking");
  }

  /** Takes the photos as they are now: those without an error are looked at, once each. */
  follow(photos: readonly Photo[]): void {
    const wanted = photos.filter(({ error, size }) => error === null && size !== null);
    for (const id of this.#looks.keys()) if (!wanted.some((photo) => photo.id === id)) this.#forget(id);
    if (wanted.length === 0) {
      if (this.#coach !== null) this.close();
      return;
    }
    for (const photo of wanted) if (!this.#looks.has(photo.id)) void this.#look(photo);
    void this.#judge(wanted);
  }

  async #look({ id, file }: Photo): Promise<void> {
    const { signal } = this.#leaving;
    this.#looks.set(id, "looking");
    let look: Look = "unchecked";
    try {
      this.#coach ??= import("../coach/photo-coach.ts").then(({ PhotoCoach: Coach }) => new Coach());
      look = await (await this.#coach).examine(String(id), file, { signal });
    } catch {
      // A photo that cannot be looked at here may be sent all the same: the server judges it.
    }
    if (signal.aborted || !this.#looks.has(id)) return;
    this.#looks.set(id, look);
    this.#host.requestUpdate();
  }

  async #judge(photos: readonly Photo[]): Promise<void> {
    const known = photos.filter(({ id }) => this.examinationOf(id) !== null);
    const keys: Partial<Record<View, string>> = Object.fromEntries(known.map(({ view, id }) => [view, String(id)]));
    const question = JSON.stringify(keys);
    if (question === this.#judged || this.#coach === null) return;
    this.#judged = question;
    const { signal } = this.#leaving;
    const findings = await (await this.#coach).judge(keys, { signal }).catch(() => null);
    // A later question may have been answered first.
    if (findings === null || signal.aborted || question !== this.#judged) return;
    this.findings = findings;
    this.#host.requestUpdate();
  }

  #forget(id: number): void {
    this.#looks.delete(id);
    void this.#coach?.then((coach) => coach.forget(String(id)));
  }

  /** Lets the coach go, with all that it knows; photos that come after that are looked at anew. */
  close(): void {
    this.#leaving.abort();
    this.#leaving = new AbortController();
    void this.#coach?.then((coach) => coach.close());
    this.#coach = null;
    this.#judged = "";
    this.findings = [];
    this.#looks.clear();
  }
}
