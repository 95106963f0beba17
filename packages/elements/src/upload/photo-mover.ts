import type { View } from "@model-3d/contract";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { EdgeScroll } from "./edge-scroll.ts";
import { placedViews, type Photo } from "./photo.ts";

export interface MoverHost extends ReactiveControllerHost, HTMLElement {
  photos: readonly Photo[];
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** Puts a photo under a view; the one that is there changes places. */
  movePhoto(id: number, view: View): void;
}

/** What happens to a photo that is moved, for those who do not see it. */
export type MoveNews = { kind: "grabbed" | "moved" | "dropped" | "cancelled"; photo: Photo; at: View; other: Photo | null };

/** A finger that trembles does not drag. */
const DRAG_FROM_PX = 6;

/**
 * Moves photos between views: by mouse or finger, or by keyboard (space grabs, arrow keys move, space drops, Escape
 * takes all back).
 */
export class PhotoMover implements ReactiveController {
  readonly #host: MoverHost;
  readonly #tell: (news: MoveNews) => void;
  /** The photo that the keyboard holds, and how all of them lay when it was grabbed. */
  #grabbed: { id: number; before: readonly Photo[] } | null = null;
  #drag: { id: number; pointer: number; startX: number; startY: number; x: number; y: number; isMoving: boolean } | null = null;
  readonly #edges: EdgeScroll;
  /** The view under the photo that is dragged. */
  over: View | null = null;

  constructor(host: MoverHost, tell: (news: MoveNews) => void) {
    this.#host = host;
    this.#tell = tell;
    this.#edges = new EdgeScroll(host, (byPx) => this.#handleScroll(byPx));
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#grabbed = null;
    this.#endDrag();
  }

  isGrabbed(id: number): boolean {
    return this.#grabbed?.id === id;
  }

  /** How far a photo has been dragged, in pixels; `null` when it is not. */
  offsetOf(id: number): { x: number; y: number } | null {
    const drag = this.#drag;
    return drag !== null && drag.isMoving && drag.id === id ? { x: drag.x - drag.startX, y: drag.y - drag.startY } : null;
  }

  handleKey = (event: KeyboardEvent, photo: Photo): void => {
    const { key } = event;
    if (key === " " || key === "Enter") this.#toggleGrab(photo);
    else if (!this.isGrabbed(photo.id)) return;
    else if (key === "Escape") this.#cancel(photo);
    else if (key.startsWith("Arrow")) this.#step(photo, key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Focus that goes elsewhere drops the photo where it is; focus that the move itself took away comes back. */
  handleBlur = (photo: Photo): void => {
    if (!this.isGrabbed(photo.id)) return;
    void this.#host.updateComplete.then(() => {
      if (this.isGrabbed(photo.id) && this.#handleOf(photo.id)?.matches(":focus") !== true) this.#release();
    });
  };

  handlePointerDown = (event: PointerEvent, photo: Photo): void => {
    if (event.button !== 0 || this.#drag !== null) return;
    const { pointerId, clientX, clientY } = event;
    this.#drag = { id: photo.id, pointer: pointerId, startX: clientX, startY: clientY, x: clientX, y: clientY, isMoving: false };
    (event.currentTarget as HTMLElement).setPointerCapture(pointerId);
    globalThis.addEventListener("keydown", this.#takeBack, true);
  };

  /** Escape takes a dragged photo back, and closes nothing that the element is in. */
  readonly #takeBack = (event: KeyboardEvent): void => {
    const drag = this.#drag;
    if (event.key !== "Escape" || drag === null) return;
    event.preventDefault();
    event.stopPropagation();
    const photo = this.#photoOf(drag.id);
    this.#endDrag();
    if (photo !== undefined && drag.isMoving) this.#tell({ kind: "cancelled", photo, at: photo.view, other: null });
  };

  handlePointerMove = (event: PointerEvent): void => {
    const drag = this.#drag;
    if (drag === null || drag.pointer !== event.pointerId) return;
    drag.x = event.clientX;
    drag.y = event.clientY;
    drag.isMoving ||= Math.hypot(drag.x - drag.startX, drag.y - drag.startY) > DRAG_FROM_PX;
    if (!drag.isMoving) return;
    this.over = this.#viewAt(drag.x, drag.y);
    this.#edges.follow(drag.y);
    this.#host.requestUpdate();
  };

  /** The places went on below a pointer that stood still. */
  #handleScroll(byPx: number): void {
    if (this.#drag === null) return;
    this.#drag.startY -= byPx;
    this.over = this.#viewAt(this.#drag.x, this.#drag.y);
    this.#host.requestUpdate();
  }

  handlePointerUp = (event: PointerEvent): void => {
    const drag = this.#drag;
    if (drag === null || drag.pointer !== event.pointerId) return;
    const { over } = this;
    const photo = this.#photoOf(drag.id);
    this.#endDrag();
    if (photo === undefined || over === null || over === photo.view || event.type === "pointercancel") return;
    const other = this.#photoAt(over);
    this.#host.movePhoto(photo.id, over);
    this.#tell({ kind: "dropped", photo, at: over, other });
  };

  #endDrag(): void {
    globalThis.removeEventListener?.("keydown", this.#takeBack, true);
    this.#edges.stop();
    this.#drag = null;
    this.over = null;
    this.#host.requestUpdate();
  }

  #viewAt(x: number, y: number): View | null {
    for (const slot of this.#host.renderRoot.querySelectorAll<HTMLElement>("[data-view]")) {
      const { left, right, top, bottom } = slot.getBoundingClientRect();
      if (x >= left && x <= right && y >= top && y <= bottom) return slot.dataset.view as View;
    }
    return null;
  }

  #toggleGrab(photo: Photo): void {
    if (this.isGrabbed(photo.id)) {
      this.#release();
      this.#tell({ kind: "dropped", photo, at: photo.view, other: null });
      return;
    }
    this.#grabbed = { id: photo.id, before: this.#host.photos };
    this.#tell({ kind: "grabbed", photo, at: photo.view, other: null });
    this.#host.requestUpdate();
  }

  #release(): void {
    this.#grabbed = null;
    this.#host.requestUpdate();
  }

  #cancel(photo: Photo): void {
    const before = this.#grabbed?.before ?? [];
    for (const { id, view } of before) this.#host.movePhoto(id, view);
    this.#release();
    this.#tell({ kind: "cancelled", photo, at: before.find(({ id }) => id === photo.id)?.view ?? photo.view, other: null });
    this.#keepFocus(photo.id);
  }

  #step(photo: Photo, key: string): void {
    const isRightToLeft = getComputedStyle(this.#host).direction === "rtl";
    const isForward = key === "ArrowDown" || key === (isRightToLeft ? "ArrowLeft" : "ArrowRight");
    const views = placedViews(this.#host.photos);
    const at = views[views.indexOf(photo.view) + (isForward ? 1 : -1)];
    if (at === undefined) return;
    const other = this.#photoAt(at);
    this.#host.movePhoto(photo.id, at);
    this.#tell({ kind: "moved", photo, at, other });
    this.#keepFocus(photo.id);
  }

  #keepFocus(id: number): void {
    void this.#host.updateComplete.then(() => this.#handleOf(id)?.focus());
  }

  #handleOf(id: number): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>(`[data-handle="${id}"]`);
  }

  #photoOf(id: number): Photo | undefined {
    return this.#host.photos.find((photo) => photo.id === id);
  }

  #photoAt(view: View): Photo | null {
    return this.#host.photos.find((photo) => photo.view === view) ?? null;
  }
}
