import {
  IMAGE_TYPES,
  MAX_IMAGE_BYTES,
  MIN_IMAGE_SIDE_PX,
  RECOMMENDED_IMAGE_SIDE_PX,
  VIEWS,
  type SourceImageAnswer,
  type View,
} from "@model-3d/contract";
import type { Messages } from "../locale/locale.ts";

/** A photo that the user has picked. */
export interface Photo {
  id: number;
  file: File;
  view: View;
  /** Address of the file in this page. */
  preview: string;
  /** Pixels; `null` until the file has been decoded. */
  size: { width: number; height: number } | null;
  warning: string | null;
  error: string | null;
  /** 0 up to 1 while it is being sent. */
  sent: number;
  answer: SourceImageAnswer | null;
}

const BYTES_PER_MEGABYTE = 1024 * 1024;

/** Names by which photographers call the sides. */
const VIEW_WORDS: Readonly<Record<View, RegExp>> = {
  front: /front|vorn|face/i,
  back: /back|rear|hinten|rück/i,
  side: /side|left|right|profile|seite/i,
  top: /top|above|oben/i,
};

/** The view that a file's name tells of, if it is free; else the first free one. */
export function guessView(fileName: string, taken: ReadonlySet<View>): View | null {
  const free = VIEWS.filter((view) => !taken.has(view));
  return free.find((view) => VIEW_WORDS[view].test(fileName)) ?? free[0] ?? null;
}

/** What is wrong with a file before it is opened; `null` when nothing is. */
export function refuseFile({ name, type, size }: File, messages: Messages): string | null {
  if (!IMAGE_TYPES.some((allowed) => allowed === type)) return messages.uploadWrongType(name);
  if (size > MAX_IMAGE_BYTES) return messages.uploadTooLarge(name, MAX_IMAGE_BYTES / BYTES_PER_MEGABYTE);
  return null;
}

/** Opens a photo in the browser to see its size and whether it is one at all. */
export async function inspectPhoto(file: File, messages: Messages): Promise<Pick<Photo, "size" | "warning" | "error">> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return { size: null, warning: null, error: messages.uploadUnreadable(file.name) };
  }
  const { width, height } = bitmap;
  bitmap.close();
  const shorter = Math.min(width, height);
  const error = shorter < MIN_IMAGE_SIDE_PX ? messages.uploadTooSmall(file.name, MIN_IMAGE_SIDE_PX) : null;
  const warning = error === null && shorter < RECOMMENDED_IMAGE_SIDE_PX ? messages.uploadSmall(RECOMMENDED_IMAGE_SIDE_PX) : null;
  return { size: { width, height }, warning, error };
}
