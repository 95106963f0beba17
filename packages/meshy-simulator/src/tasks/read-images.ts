import { badRequest } from "../http/meshy-error.ts";

const DATA_URI = /^data:image\/(?:jpe?g|png);base64,([A-Za-z0-9+/\s]+=*)$/;
const MAX_IMAGE_BYTES = 50 * 1024 * 1024;
const FETCH_TIMEOUT_MS = 10_000;
const PNG = [0x89, 0x50, 0x4e, 0x47];
const JPEG = [0xff, 0xd8, 0xff];

/** The bytes of images by `data:` or http(s) URL. Throws a `MeshyError` (400) that says which one cannot be had or is neither JPEG nor PNG. */
export async function readImages(urls: readonly string[]): Promise<Uint8Array[]> {
  return Promise.all(urls.map((url, i) => readImage(url, `image_urls[${i}]`)));
}

async function readImage(url: string, name: string): Promise<Uint8Array> {
  const bytes = url.startsWith("data:") ? decode(url, name) : await download(url, name);
  const isImage = [PNG, JPEG].some((magic) => magic.every((byte, i) => bytes[i] === byte));
  if (!isImage) throw badRequest(`${name} is not a jpg, jpeg or png image`);
  return bytes;
}

function decode(url: string, name: string): Uint8Array {
  const [, base64] = DATA_URI.exec(url) ?? [];
  if (!base64) throw badRequest(`${name} must be a base64 data URI of a jpg, jpeg or png image`);
  return Buffer.from(base64, "base64");
}

async function download(url: string, name: string): Promise<Uint8Array> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) throw badRequest(`${name} is not a valid URL`);
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (!answer.ok) throw new Error(String(answer.status));
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (bytes.length > MAX_IMAGE_BYTES) throw new Error("too large");
    return bytes;
  } catch {
    throw badRequest(`${name} could not be downloaded`);
  }
}
