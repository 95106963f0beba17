import {
  IMAGE_TYPES,
  MAX_IMAGE_BYTES,
  MAX_IMAGE_PIXELS,
  MIN_IMAGE_SIDE_PX,
  RECOMMENDED_IMAGE_SIDE_PX,
  isUsualView,
  USUAL_VIEWS,
  VIEWS,
  type SourceImageAnswer,
  type View,
} from "@model-3d/contract";
import type { UploadTexts } from "../locale/en-upload.ts";

/** A photo that the user has picked. */
export interface Photo {
  id: number;
  file: File;
  /** The photo as it was picked, where `file` is what its user has cut out of it. It stays in the page. */
  original: File | null;
  view: View;
  /** Address of the file in this page. */
  preview: string;
  /** Pixels, upright; `null` until the file has been decoded. */
  size: { width: number; height: number } | null;
  warning: string | null;
  error: string | null;
  /** Whether sending it failed in a way that another try may mend. */
  canRetry: boolean;
  /** 0 up to 1 while it is being sent. */
  sent: number;
  answer: SourceImageAnswer | null;
}

const BYTES_PER_MEGABYTE = 1024 * 1024;
const PIXELS_PER_MEGAPIXEL = 1_000_000;
const HEIC = /^image\/hei[cf]|\.hei[cf]$/i;

/** Names by which photographers call the sides. A word that another one contains (`backside`) is asked for first. */
const VIEW_WORDS: readonly (readonly [View, RegExp])[] = [
  ["front", /front|vorn|face/i],
  ["back", /back|rear|hinten|rück/i],
  ["left", /left|links/i],
  ["bottom", /bottom|below|underside|unten/i],
  ["side", /side|right|profile|seite/i],
  ["top", /top|above|oben/i],
];

/** The view that a file's name tells of. */
function hintOf(fileName: string): View | undefined {
  return VIEW_WORDS.find(([, words]) => words.test(fileName))?.[0];
}

/** The view that a file's name tells of, if it is free; else the first free one. */
export function guessView(fileName: string, taken: ReadonlySet<View>): View | null {
  const free = VIEWS.filter((view) => !taken.has(view));
  const hint = hintOf(fileName);
  return (hint !== undefined && free.includes(hint) ? hint : free[0]) ?? null;
}

/** Files whose names tell their view before those that take what is left, so that the order in which they come does not matter. */
export function namedFirst(files: Iterable<File>): File[] {
  const all = [...files];
  return [...all.filter(({ name }) => hintOf(name) !== undefined), ...all.filter(({ name }) => hintOf(name) === undefined)];
}

/** What is wrong with a file before it is opened; `null` when nothing is. */
export function refuseFile({ name, type, size }: File, texts: UploadTexts): string | null {
  if (HEIC.test(type) || HEIC.test(name)) return texts.heic(name);
  if (!IMAGE_TYPES.some((allowed) => allowed === type)) return texts.wrongType(name);
  if (size > MAX_IMAGE_BYTES) return texts.tooLarge(name, MAX_IMAGE_BYTES / BYTES_PER_MEGABYTE);
  return null;
}

/** Opens a photo in the browser to see its size, upright as its EXIF data say, and whether it is one at all. */
export async function inspectPhoto(file: File, texts: UploadTexts): Promise<Pick<Photo, "size" | "warning" | "error">> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return { size: null, warning: null, error: texts.unreadable(file.name) };
  }
  const { width, height } = bitmap;
  bitmap.close();
  return { size: { width, height }, ...judgeSize(file.name, width, height, texts) };
}

function judgeSize(name: string, width: number, height: number, texts: UploadTexts): Pick<Photo, "warning" | "error"> {
  const shorter = Math.min(width, height);
  if (width * height > MAX_IMAGE_PIXELS) return { warning: null, error: texts.tooManyPixels(name, MAX_IMAGE_PIXELS / PIXELS_PER_MEGAPIXEL) };
  if (shorter < MIN_IMAGE_SIDE_PX) return { warning: null, error: texts.tooSmall(name, MIN_IMAGE_SIDE_PX) };
  return { warning: shorter < RECOMMENDED_IMAGE_SIDE_PX ? texts.small(RECOMMENDED_IMAGE_SIDE_PX) : null, error: null };
}

/** The views that have a place: the usual ones, and all once one of the others has a photo. */
export function placedViews(photos: readonly Photo[]): readonly View[] {
  return photos.every(({ view }) => isUsualView(view)) ? USUAL_VIEWS : VIEWS;
}

export function inOrder(photos: readonly Photo[]): Photo[] {
  return [...photos].sort((left, right) => VIEWS.indexOf(left.view) - VIEWS.indexOf(right.view));
}

/** The photos with one under another view; the photo that has this view changes places. A photo counts for its view, so both are sent anew. */
export function moveTo(photos: readonly Photo[], id: number, view: View): readonly Photo[] {
  const moved = photos.find((photo) => photo.id === id);
  if (moved === undefined || moved.view === view) return photos;
  const unsent = { answer: null, sent: 0 };
  return inOrder(
    photos.map((photo) => {
      if (photo.id === id) return { ...photo, ...unsent, view };
      return photo.view === view ? { ...photo, ...unsent, view: moved.view } : photo;
    }),
  );
}
