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

export interface LoadPageOptions {
  type: SourceType;
  /** `nextCursor` of the page before; `null` for the first. */
  cursor: string | null;
  signal: AbortSignal;
}

export interface GalleryPage {
  items: readonly GalleryItem[];
  /** `null` at the end. */
  nextCursor: string | null;
}

export type LoadPage = (options: LoadPageOptions) => Promise<GalleryPage>;
