import { createHash } from "node:crypto";
import type { CreateRequest } from "./create-request.ts";

/** SHA-256 over the options and the photos: the same request has the same one, from wherever its photos were fetched. */
export function fingerprintRequest(request: CreateRequest, images: readonly Uint8Array[]): string {
  const hash = createHash("sha256").update(JSON.stringify({ ...request, image_urls: [], input_task_id: null }));
  for (const image of images) hash.update(`\n${image.length}\n`).update(image);
  return hash.digest("hex");
}
