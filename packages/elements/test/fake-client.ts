import { createModel3DClient, type Model3DClient } from "@model-3d/client";
import { FakeApi } from "../../client/test/fake-api.ts";
import type { GalleryItem } from "../src/gallery/gallery-item.ts";

export interface FakePage {
  api: FakeApi;
  client: Model3DClient;
}

/** A real client over an API in memory. */
export function createFakePage(): FakePage {
  const api = new FakeApi();
  return { api, client: createModel3DClient({ fetch: api.fetch, random: () => 0.5 }) };
}

export const PICTURE = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect x="14" y="12" width="36" height="40" rx="8" fill="#b5482f"/></svg>')}`;

export function createItem(number: number, changes: Partial<GalleryItem> = {}): GalleryItem {
  return {
    sourceType: "product",
    sourceId: `10000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
    title: `Product ${number}`,
    imageUrl: PICTURE,
    images: { front: PICTURE, back: PICTURE },
    ...changes,
  };
}

/** A photo file of a red block on white, square, with sides of so many pixels. */
export async function createPhoto(name: string, sidePx = 1024): Promise<File> {
  const canvas = new OffscreenCanvas(sidePx, sidePx);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  context.fillStyle = "white";
  context.fillRect(0, 0, sidePx, sidePx);
  context.fillStyle = "firebrick";
  context.fillRect(sidePx / 4, sidePx / 4, sidePx / 2, sidePx / 2);
  return new File([await canvas.convertToBlob({ type: "image/png" })], name, { type: "image/png" });
}
