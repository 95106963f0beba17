import sharp from "sharp";
import type { View } from "@model-3d/contract";
import type { TestHost } from "./start-test-host.ts";

/** A small PNG of a grey disc on white. */
export function discPhoto(size = 300): Promise<Buffer> {
  const disc = Buffer.from(`<svg width="${size}" height="${size}"><circle cx="50%" cy="50%" r="40%" fill="#777"/></svg>`);
  return sharp({ create: { width: size, height: size, channels: 3, background: "#fff" } })
    .composite([{ input: disc }])
    .png()
    .toBuffer();
}

/** A PNG of an upright rectangle on white, its sides in shares of the picture's. */
export function rectanglePhoto(width: number, height: number, color: string, size = 1000): Promise<Buffer> {
  const shape = `<rect x="${(50 - 50 * width)}%" y="${50 - 50 * height}%" width="${100 * width}%" height="${100 * height}%" fill="${color}"/>`;
  return sharp(Buffer.from(`<svg width="${size}" height="${size}"><rect width="100%" height="100%" fill="#fff"/>${shape}</svg>`)).png().toBuffer();
}

export function photoForm(view: string, bytes: Uint8Array, { name = "photo.png", type = "image/png" } = {}): FormData {
  const form = new FormData();
  form.set("view", view);
  form.set("image", new File([new Uint8Array(bytes)], name, { type }));
  return form;
}

/** Uploads a photo for each view and returns the addresses for a generation. */
export async function uploadPhotos(host: TestHost, user: string, views: readonly View[] | Partial<Record<View, Uint8Array>> = ["front", "back"]): Promise<Partial<Record<View, string>>> {
  const photos: Partial<Record<View, Uint8Array>> = Array.isArray(views) ? Object.fromEntries(await Promise.all((views as View[]).map(async (view) => [view, await discPhoto()] as const))) : (views as Partial<Record<View, Uint8Array>>);
  const urls: Partial<Record<View, string>> = {};
  for (const [view, photo] of Object.entries(photos) as [View, Uint8Array][]) {
    const { status, body } = await host.call("POST", "/api/source-images", { user, body: photoForm(view, photo) });
    if (status !== 200) throw new Error(`The upload was refused: ${JSON.stringify(body)}`);
    urls[view] = body.url;
  }
  return urls;
}
