import type { Source } from "@model-3d/client";
import type { InputImages, SourceType } from "@model-3d/contract";

/** One thing of the host's that can become a model. */
export interface GalleryItem extends Source {
  title: string;
  /** The picture on the card. */
  imageUrl?: string;
  /** Photos by view; without front and back the user is asked for them. */
  images?: InputImages;
  /** The host's page of it. */
  href?: string;
}

/** What there is of an item: nothing, a generation under way, a model, or a last try that failed. */
export type ItemStatus = "none" | "making" | "ready" | "failed";

/** Every status, in the order of the filter. */
export const ITEM_STATUSES: readonly ItemStatus[] = ["none", "making", "ready", "failed"];

export interface LoadPageOptions {
  type: SourceType;
  /** `nextCursor` of the page before; `null` for the first. */
  cursor: string | null;
  /** What the user typed into the search box; empty for everything. */
  search: string;
  /** The status that the user wants to see; `null` for all. The gallery drops what does not match, so that a host may leave it out of its query. */
  status: ItemStatus | null;
  /** Aborts when the answer is not wanted any more. */
  signal: AbortSignal;
}

export interface GalleryPage {
  items: readonly GalleryItem[];
  /** `null` at the end. */
  nextCursor: string | null;
}

export type LoadPage = (options: LoadPageOptions) => Promise<GalleryPage>;
