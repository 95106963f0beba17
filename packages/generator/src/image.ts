/** An RGBA picture: 8 bits a channel, not premultiplied, row-major, the top row first. */
export interface Image {
  width: number;
  height: number;
  /** `width * height * 4` bytes. */
  data: Uint8Array;
}

export type ImageFormat = "png" | "webp" | "jpeg";

export interface DecodeLimits {
  /** Refuse pictures with more pixels than this before they are decoded. */
  maxPixels: number;
  /** Shrink the picture while decoding so that its longer side is at most this many pixels. */
  fitWithin?: number;
}

/**
 * How bytes become pixels and back. The core knows no platform: Node hands in `sharpCodec`, a browser something over
 * `createImageBitmap`.
 *
 * `decode` honours the EXIF orientation and throws a {@link GeneratorError} with the code `not_an_image` or
 * `image_too_large`.
 */
export interface ImageCodec {
  decode(bytes: Uint8Array, limits: DecodeLimits): Promise<Image>;
  encode(image: Image, format: ImageFormat): Promise<Uint8Array>;
}

/** How much of each pixel the object covers, 0 to 1, row-major, the top row first. */
export interface Mask {
  width: number;
  height: number;
  coverage: Float32Array;
}
