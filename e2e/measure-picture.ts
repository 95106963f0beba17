import sharp from "sharp";
import type { Locator } from "playwright-core";

export interface Picture {
  /** How many clearly different colours the picture has, of 512 steps. */
  colours: number;
  /** Share of pixels that are not background. */
  covered: number;
}

/** What a viewer's canvas shows; asked for until the renderer has drawn, since the first picture may be blank. */
export async function pictureOf(viewer: Locator): Promise<Picture> {
  const bytes = await viewer.evaluate(async (element) => {
    const { toBlob } = element as HTMLElement & { toBlob?: (options: object) => Promise<Blob> };
    if (!toBlob) throw new Error("This is no viewer.");
    const blob = await toBlob.call(element, { mimeType: "image/png", idealAspect: false });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  const { data, info } = await sharp(Buffer.from(bytes)).ensureAlpha().resize(160).raw().toBuffer({ resolveWithObject: true });
  const colours = new Set<number>();
  let covered = 0;
  for (let offset = 0; offset < data.length; offset += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(offset, offset + 4);
    if (alpha < 128) continue;
    covered += 1;
    colours.add(((red >> 5) << 6) | ((green >> 5) << 3) | (blue >> 5));
  }
  return { colours: colours.size, covered: covered / (info.width * info.height) };
}
