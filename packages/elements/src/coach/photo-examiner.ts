import type { View } from "@model-3d/contract";
import type { Mask } from "@model-3d/generator/masks";
import { judgeViews, type ExaminedPhoto } from "./judge-views.ts";
import { measurePhoto } from "./measure-photo.ts";
import type { PhotoFinding } from "./photo-finding.ts";
import { readPixels } from "./read-pixels.ts";

/** The mask that the generator will use, small enough to be shown: 0 (background) to 255 (object) a pixel. */
export interface ShownMask {
  width: number;
  height: number;
  coverage: Uint8Array<ArrayBuffer>;
}

export interface PhotoExamination {
  /** Pixels of the photo as it was taken, upright. */
  width: number;
  height: number;
  mask: ShownMask;
}

const SHOWN_SIDE = 512;

/** Measures photos and keeps what it knows of them, so that naming them anew costs next to nothing. Runs in a worker or in the page. */
export class PhotoExaminer {
  readonly #known = new Map<string, ExaminedPhoto>();

  /** Looks at a photo. `pause` is awaited between the steps and may throw to end the work. */
  async examine(key: string, source: Blob | ImageBitmap, pause: () => Promise<void>): Promise<PhotoExamination> {
    const fileHash = source instanceof Blob ? await hashOf(source) : null;
    const pixels = await readPixels(source);
    await pause();
    const measures = await measurePhoto(pixels, pause);
    this.#known.set(key, { measures, fileHash });
    return { width: pixels.width, height: pixels.height, mask: shrink(measures.mask) };
  }

  /** What is wrong with the photos under these names; those that were not examined are left out. */
  judge(keys: Partial<Record<View, string>>): PhotoFinding[] {
    const named = Object.entries(keys).flatMap(([view, key]) => (this.#known.has(key) ? [[view, this.#known.get(key)] as const] : []));
    return judgeViews(Object.fromEntries(named));
  }

  forget(key: string): void {
    this.#known.delete(key);
  }
}

/** Only pages from `https:` or from this machine may hash; elsewhere the pictures themselves are compared. */
async function hashOf(file: Blob): Promise<string | null> {
  if (globalThis.crypto?.subtle === undefined) return null;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())).join();
}

function shrink(mask: Mask): ShownMask {
  const factor = Math.max(1, Math.max(mask.width, mask.height) / SHOWN_SIDE);
  const width = Math.max(1, Math.round(mask.width / factor));
  const height = Math.max(1, Math.round(mask.height / factor));
  const coverage = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.min(mask.height - 1, Math.floor((y + 0.5) * factor)) * mask.width;
    for (let x = 0; x < width; x++) coverage[y * width + x] = 255 * mask.coverage[row + Math.min(mask.width - 1, Math.floor((x + 0.5) * factor))]!;
  }
  return { width, height, coverage };
}
