export interface Pixels {
  width: number;
  height: number;
  /** Red, green, blue, alpha of each pixel, row after row, 0–255, not premultiplied. */
  data: Uint8Array;
}

export type EncodedType = "image/png" | "image/jpeg" | "image/webp";

export interface EncodeOptions {
  /** 1–100, of JPEG and WebP; PNG loses nothing. Default {@link DEFAULT_QUALITY}. */
  quality?: number;
  /** To be made in less time, at the price of some more bytes. Codecs that have no such choice leave it aside. */
  isQuick?: boolean;
}

export const DEFAULT_QUALITY = 85;

/**
 * What turns pictures into pixels and back: `sharpCodec` of `@model-3d/mesh/sharp` in Node, `canvasCodec` of `@model-3d/mesh/canvas` in pages and
 * workers. Pixels are as the file has them: profiles of colours are left aside, as glTF 2.0 (3.8.2) wants it.
 */
export interface ImageCodec {
  /** Rejects for what it cannot decode. */
  decode(bytes: Uint8Array, type: string): Promise<Pixels>;
  /** JPEG leaves out alpha. Rejects for a type that it cannot write. */
  encode(pixels: Pixels, type: EncodedType, options?: EncodeOptions): Promise<Uint8Array>;
  /** Each channel for itself, so that what lies under a transparent pixel stays what it is. */
  resize(pixels: Pixels, width: number, height: number): Promise<Pixels>;
}
