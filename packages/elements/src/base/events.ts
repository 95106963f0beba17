import type { Source } from "@model-3d/client";
import type { Batch, ExportFormat, HonestyCard, InputImages, Model, RealSize, View } from "@model-3d/contract";
import type { PhotoFinding } from "../coach/photo-finding.ts";
import type { GalleryItem } from "../gallery/gallery-item.ts";

export interface StartedDetail extends Source {
  taskId: string;
  modelId: string;
  version: number;
}

export interface FailedDetail extends Source {
  modelId: string;
  /** Why, in words for the user. */
  reason: string;
}

export interface ErrorDetail {
  code: string;
  message: string;
  error: Error;
}

export interface ItemDetail {
  item: GalleryItem;
  model: Model | null;
}

export interface ImagesDetail {
  /** Addresses to send as `imageUrls`. */
  images: InputImages;
  /** Addresses of the same photos in this page, to show them; revoke them when you are done. */
  previews: InputImages;
  warnings: string[];
  /** What the photo coach has to say of them. */
  findings: readonly PhotoFinding[];
}

export interface PhotosChangedDetail {
  /** The photos that are picked now, in the order of the views. */
  photos: readonly { view: View; name: string; error: string | null }[];
  /** What the photo coach has to say of them as they are named now; the gravest first. */
  findings: readonly PhotoFinding[];
  /** Whether it still looks at some of them. */
  isChecking: boolean;
  /** Whether they can be sent: front and back are there, and none has an error. */
  isComplete: boolean;
}

export interface ExportReadyDetail {
  model: Model;
  /** Kind of file, as in the model's `model_urls`: `glb`, `obj` … */
  format: string;
  fileName: string;
  file: Blob;
  /** What of the model it has; `null` of a file that nobody looked into. */
  card: HonestyCard | null;
}

export interface SizeChangedDetail {
  model: Model;
  /** One measure of the real thing; `null` where it was forgotten. */
  size: RealSize | null;
}

export interface ArchiveDetail {
  batch: Batch;
  format: ExportFormat;
  /** Where the archive is; it needs the headers of the client where that has some of its own. */
  url: string;
}

/** What each event carries, by the event's name. All bubble and cross shadow roots. */
export interface Model3DEventDetails {
  "model-3d-error": ErrorDetail;
  /** `quality` is "low" while the full file is still on its way. */
  "model-3d-load": { src: string; quality: "low" | "full"; seconds: number };
  /** `progress` is 0 up to 1. */
  "model-3d-progress": { progress: number };
  "model-3d-images": ImagesDetail;
  "model-3d-photos-changed": PhotosChangedDetail;
  "model-3d-started": StartedDetail;
  "model-3d-ready": { model: Model };
  "model-3d-failed": FailedDetail;
  /** Before a generation is asked for; `preventDefault()` keeps the built-in confirmation away. */
  "model-3d-generate": { item: GalleryItem };
  /** Before a model is shown; `preventDefault()` keeps the built-in dialog away. */
  "model-3d-view": { item: GalleryItem; model: Model };
  "model-3d-open-designer": { item: GalleryItem; model: Model; url: string };
  /** What is ticked in a gallery that is `selectable`, after every change. */
  "model-3d-selection": { items: readonly GalleryItem[] };
  "model-3d-version-view": { model: Model };
  "model-3d-version-activated": { model: Model };
  "model-3d-version-deleted": { model: Model };
  /** Before the dialog of a button opens; `preventDefault()` keeps it away. */
  "model-3d-open": { model: Model };
  /** `null` when the model has gone meanwhile. */
  "model-3d-close": { model: Model | null };
  /** A file is there and about to be saved; `preventDefault()` leaves it to the page. */
  "model-3d-export-ready": ExportReadyDetail;
  "model-3d-size-changed": SizeChangedDetail;
  "model-3d-batch-started": { batch: Batch };
  "model-3d-batch-done": { batch: Batch };
  /** An archive is about to be fetched; `preventDefault()` leaves it to the page. */
  "model-3d-archive": ArchiveDetail;
  /** `lowAt` is `null` where the server decides what is low. */
  "model-3d-credits-low": { available: number; lowAt: number | null };
}

export type Model3DEvent<Type extends keyof Model3DEventDetails> = CustomEvent<Model3DEventDetails[Type]>;

type Model3DEventMap = { [Type in keyof Model3DEventDetails]: Model3DEvent<Type> };

declare global {
  interface HTMLElementEventMap extends Model3DEventMap {}
}
