import { css } from "lit";
import { addStyles } from "../../base/lazy-part.ts";
import type { Model3DViewer } from "../viewer.component.ts";

/** As large as the page, whatever the page has made of it. */
const standInStyles = css`
  :host(:popover-open) {
    position: fixed !important;
    inset: 0 !important;
    width: 100% !important;
    height: 100% !important;
    max-width: none !important;
    max-height: none !important;
    margin: 0 !important;
    padding: 0 !important;
    border: 0 !important;
    border-radius: 0 !important;
    background-color: var(--_surface) !important;
  }
`;

/** Shows a viewer on the whole screen; where the browser has none for it, as on an iPhone, or refuses it, over the whole page. */
export class FullScreen {
  readonly #told: () => void;
  readonly #isCovered: () => boolean;
  /** Ends the stand-in. */
  #leave: (() => void) | undefined;

  /**
   * @param told is called when the stand-in begins and ends
   * @param isCovered tells whether something lies above the viewer, whose Escape it is then
   */
  constructor(told: () => void, isCovered: () => boolean) {
    this.#told = told;
    this.#isCovered = isCovered;
  }

  isOn(viewer: Model3DViewer | undefined): boolean {
    return this.#leave !== undefined || viewer?.matches(":fullscreen") === true;
  }

  async toggle(viewer: Model3DViewer): Promise<void> {
    if (this.#leave !== undefined) return this.leave();
    // It may have ended meanwhile, which is what is wanted.
    if (document.fullscreenElement !== null) return document.exitFullscreen().catch(() => undefined);
    const isShown = document.fullscreenEnabled && (await viewer.requestFullscreen().then(() => true, () => false));
    if (!isShown) this.#cover(viewer);
  }

  leave(): void {
    this.#leave?.();
    this.#leave = undefined;
    this.#told();
  }

  #cover(viewer: Model3DViewer): void {
    addStyles(viewer, [standInStyles]);
    const quieted = quietAround(viewer);
    const handleKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || this.#isCovered()) return;
      // A dialog that the viewer is in stays open.
      event.preventDefault();
      event.stopImmediatePropagation();
      this.leave();
    };
    viewer.popover = "manual";
    viewer.showPopover();
    document.addEventListener("keydown", handleKey, true);
    this.#leave = () => {
      document.removeEventListener("keydown", handleKey, true);
      viewer.popover = null;
      for (const element of quieted) element.inert = false;
    };
    this.#told();
  }
}

/** Takes everything beside an element from keyboard and screen reader, through all shadow roots; messages are heard all the same. */
function quietAround(inner: HTMLElement): HTMLElement[] {
  const quieted: HTMLElement[] = [];
  let element: Element | null = inner;
  while (element !== null && element !== document.documentElement) {
    const parent: ParentNode | null = element.parentNode;
    for (const sibling of parent?.children ?? []) {
      if (sibling === element || !(sibling instanceof HTMLElement) || sibling.inert || sibling.localName.endsWith("-toasts")) continue;
      sibling.inert = true;
      quieted.push(sibling);
    }
    element = element.assignedSlot ?? (parent instanceof ShadowRoot ? parent.host : parent instanceof Element ? parent : null);
  }
  return quieted;
}
