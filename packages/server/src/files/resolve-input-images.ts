import { createReadStream } from "node:fs";
import { IMAGE_TYPES, MAX_IMAGE_BYTES, VIEWS, type View } from "@model-3d/contract";
import { ApiError } from "../http/api-error.ts";
import { FetchError } from "./fetch-error.ts";
import type { FileService } from "./file-service.ts";
import { PHOTO_PACE, type GuardedFetch } from "./guarded-fetch.ts";
import { imageIdOfReference, referenceOfImage } from "./input-image-reference.ts";
import { inspectImage, warnOfSize } from "./inspect-image.ts";
import { limitConcurrency } from "./limit-concurrency.ts";
import { TooManyWaitingError, type KeyedLimit } from "./limit-per-key.ts";
import { spoolFile, type SpooledFile } from "./spool-file.ts";

export interface ResolveInputImagesOptions {
  userId: string;
  imageUrls: Partial<Record<View, string>>;
  /** Where users reach us; only its origin counts. */
  publicUrl?: string | null;
  files: FileService;
  photoFetch: GuardedFetch;
  /** A place for one photo of a user's that is being fetched. */
  photoTurns: KeyedLimit;
  signal?: AbortSignal;
}

export interface ResolvedInputImage {
  view: View;
  fileKey: string;
  /** What the model's row keeps in `input_images`: the path of our own copy, which outlives the address it came from. */
  reference: string;
  warnings: string[];
}

const VIEWS_AT_ONCE = 2;
const DUMMY_ORIGIN = "https://relative.invalid";

/**
 * Makes photos of ours out of what a request names, in the order of the views: an address of ours becomes the caller's own upload,
 * any other is fetched, looked at and stored. If one view fails, what was stored for the others goes again.
 *
 * @throws `invalid_request`, `image_unfetchable`, `rate_limited` or what `inspectImage` throws, for the first view that failed; `view` says which,
 * `issues` names all of them.
 */
export async function resolveInputImages(options: ResolveInputImagesOptions): Promise<ResolvedInputImage[]> {
  const { imageUrls, files } = options;
  const limit = limitConcurrency(VIEWS_AT_ONCE);
  const fetchedKeys: string[] = [];
  const wanted = VIEWS.flatMap((view) => (imageUrls[view] === undefined ? [] : [{ view, address: imageUrls[view] }]));
  const outcomes = await Promise.allSettled(
    wanted.map(({ view, address }) =>
      limit(async () => {
        const imageId = ownImageId(address, options.publicUrl ?? null);
        if (imageId !== null) return findUpload(view, imageId, options);
        const image = await fetchImage(view, address, options);
        fetchedKeys.push(image.fileKey);
        return image;
      }, options.signal),
    ),
  );
  const failures = outcomes.flatMap((outcome, index) => (outcome.status === "rejected" ? [{ view: wanted[index]?.view, error: outcome.reason as unknown }] : []));
  if (failures.length > 0) {
    await files.discardFiles(fetchedKeys);
    options.signal?.throwIfAborted();
    throw firstFailure(failures);
  }
  return outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
}

/** The id of an upload if the address is one of ours: relative or on our origin, its path ending in `/source-images/<uuid>`. */
export function ownImageId(address: string, publicUrl: string | null): string | null {
  const base = publicUrl ?? DUMMY_ORIGIN;
  if (!URL.canParse(address, base)) return null;
  const url = new URL(address, base);
  return url.origin === new URL(base).origin ? imageIdOfReference(url.pathname) : null;
}

async function findUpload(view: View, imageId: string, { userId, files }: ResolveInputImagesOptions): Promise<ResolvedInputImage> {
  const file = await files.findSourceImage(userId, imageId);
  // Somebody else's photo reads exactly like one that never was.
  if (file === null) throw issue(view, `The ${view} photo is not among your uploads. Upload it again.`);
  const warnings = file.width === null || file.height === null ? [] : warnOfSize(view, file.width, file.height);
  return { view, fileKey: file.key, reference: referenceOfImage(imageId), warnings };
}

async function fetchImage(view: View, address: string, options: ResolveInputImagesOptions): Promise<ResolvedInputImage> {
  const { userId, files, signal } = options;
  const spooled = await download(view, absolute(address, options.publicUrl ?? null), options);
  try {
    const { type, width, height, warnings } = await inspectImage(spooled.path, { view, signal });
    const source = createReadStream(spooled.path);
    const stored = await files.writeFile({ userId, kind: "source_image", name: view, view, contentType: type, source, maxBytes: MAX_IMAGE_BYTES, width, height, signal });
    if (stored.imageId === null) throw new Error("A source image was stored without an id.");
    return { view, fileKey: stored.key, reference: referenceOfImage(stored.imageId), warnings };
  } finally {
    await spooled.remove();
  }
}

type DownloadOptions = Pick<ResolveInputImagesOptions, "userId" | "files" | "photoFetch" | "photoTurns" | "signal">;

async function download(view: View, address: string, { userId, files, photoFetch, photoTurns, signal }: DownloadOptions): Promise<SpooledFile> {
  const fetchPhoto = async () => {
    const { status, body } = await photoFetch(address, { ...PHOTO_PACE, maxBytes: MAX_IMAGE_BYTES, accept: IMAGE_TYPES.join(", "), signal });
    if (status !== 200) {
      body.destroy();
      throw unfetchable(view, `The server answered with status ${status}.`);
    }
    return spoolFile(body, { directory: files.temporaryDirectory, maxBytes: MAX_IMAGE_BYTES, signal });
  };
  try {
    return await photoTurns(userId, fetchPhoto, signal);
  } catch (error) {
    if (error instanceof TooManyWaitingError) throw new ApiError("rate_limited", "Too many of your photos are being fetched at once. Wait until some have come, or upload the photos.", { view }, { cause: error });
    throw error instanceof FetchError ? unfetchable(view, error.message, error) : error;
  }
}

// A path without a host, such as a product photo of the host's own, is meant on our origin.
function absolute(address: string, publicUrl: string | null): string {
  return publicUrl !== null && /^\/(?!\/)/.test(address) ? new URL(address, publicUrl).href : address;
}

function unfetchable(view: View, reason: string, cause?: unknown): ApiError {
  return new ApiError("image_unfetchable", `The ${view} photo could not be fetched. ${reason} Check its address, or upload the photo.`, { view }, { cause });
}

function issue(view: View, message: string): ApiError {
  return new ApiError("invalid_request", message, { view });
}

function firstFailure(failures: readonly { view: View | undefined; error: unknown }[]): unknown {
  const issues = failures.flatMap(({ view, error }) => (error instanceof ApiError ? [{ path: `imageUrls.${view ?? ""}`, message: error.message }] : []));
  const unexpected = failures.find(({ error }) => !(error instanceof ApiError));
  const first = failures[0]?.error;
  if (unexpected || !(first instanceof ApiError)) return unexpected?.error ?? first;
  return new ApiError(first.code, first.message, { ...first.details, issues }, { cause: first.cause });
}
