import type { SourceType } from "@model-3d/contract";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { ItemStatus } from "./gallery-item.ts";
import type { ListAnchor } from "./list-window.ts";

/** What a gallery finds again when its user comes back to the page. */
export interface KeptState {
  view: "grid" | "list";
  tab: SourceType;
  search: string;
  status: ItemStatus | "";
  /** The item at the upper edge, and how far it was scrolled past; none at the beginning. */
  anchor: ListAnchor | null;
  /** How many items were there. */
  count: number;
}

interface KeptHost extends ReactiveControllerHost, Pick<KeptState, "view" | "tab" | "search" | "status"> {
  stateKey: string | undefined;
}

/** Keeps what a gallery shows while its user is elsewhere, where the host gives it a name for that. */
export class KeptStateController implements ReactiveController {
  readonly #host: KeptHost;
  readonly #place: () => Pick<KeptState, "anchor" | "count">;
  #isTaken = false;

  constructor(host: KeptHost, place: () => Pick<KeptState, "anchor" | "count">) {
    this.#host = host;
    this.#place = place;
    host.addController(this);
  }

  hostConnected(): void {
    globalThis.addEventListener("pagehide", this.#keep);
  }

  hostDisconnected(): void {
    globalThis.removeEventListener("pagehide", this.#keep);
    this.#keep();
  }

  /** Gives the host what it had when it was left, once; tells where it stood then. */
  take(): Pick<KeptState, "anchor" | "count"> | null {
    const { stateKey } = this.#host;
    if (this.#isTaken || stateKey === undefined || typeof sessionStorage === "undefined") return null;
    this.#isTaken = true;
    const kept = findKeptState(stateKey);
    if (kept === null) return null;
    const { anchor = null, count = 0, ...shown } = kept;
    Object.assign(this.#host, shown);
    return { anchor, count };
  }

  readonly #keep = (): void => {
    const { stateKey, view, tab, search, status } = this.#host;
    if (stateKey !== undefined) keepState(stateKey, { view, tab, search, status, ...this.#place() });
  };
}

const PREFIX = "model-3d-gallery:";

function keepState(key: string, state: KeptState): void {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(state));
  } catch {
    // A page without storage forgets.
  }
}

/** What was kept; of a page that is newly opened, not returned to, only how it likes its items shown. */
function findKeptState(key: string): Partial<KeptState> | null {
  try {
    const text = sessionStorage.getItem(PREFIX + key);
    const state: unknown = text === null ? null : JSON.parse(text);
    if (!isKeptState(state)) return null;
    return isReturn() ? state : { view: state.view };
  } catch {
    return null;
  }
}

/** An element that comes later than its page belongs to a router, which alone knows; it counts as a return. */
function isReturn(): boolean {
  if (document.readyState === "complete") return true;
  const [navigation] = performance.getEntriesByType("navigation");
  return !(navigation instanceof PerformanceNavigationTiming) || navigation.type !== "navigate";
}

function isKeptState(state: unknown): state is KeptState {
  return typeof state === "object" && state !== null && "view" in state && "tab" in state && "search" in state && "status" in state && "count" in state && "anchor" in state;
}
