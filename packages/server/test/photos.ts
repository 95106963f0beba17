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

export function photoForm(view: string, bytes: Uint8Array, { name = "photo.png", type = "image/png" } = {}): FormData {
  const form = new FormData();
  form.set("view", view);
  form.set("image", new File([new Uint8Array(bytes)], name, { type }));
  return form;
}

/** Uploads a photo for each view and returns the addresses for a generation. */
export async function uploadPhotos(host: TestHost, user: string, views: readonly View[] = ["front", "back"]): Promise<Partial<Record<View, string>>> {
  const photo = await discPhoto();
  const urls: Partial<Record<View, string>> = {};
  for (const view of views) {
    const { status, body } = await host.call("POST", "/api/source-images", { user, body: photoForm(view, photo) });
    if (status !== 200) throw new Error(`The upload was refused: ${JSON.stringify(body)}`);
    urls[view] = body.url;
  }
  return urls;
}
