export interface Pixels {
  width: number;
  height: number;
  /** Red, green, blue, alpha of each pixel, row after row, 0–255, not premultiplied. */
  data: Uint8Array;
}

/** What turns pictures into pixels and back: sharp in Node, a canvas in a page. Rejects for what it cannot decode. */
export interface ImageCodec {
  decode(bytes: Uint8Array, type: string): Promise<Pixels>;
  encode(pixels: Pixels, type: "image/png" | "image/jpeg"): Promise<Uint8Array>;
}
