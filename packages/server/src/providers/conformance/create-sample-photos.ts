import { VIEWS, type View } from "@model-3d/contract";
import sharp from "sharp";
import type { ProviderView } from "../provider.ts";

const SIDE_PX = 512;

/** A vase on white, drawn in units of an 800th; each side has colours of its own, so that it can be told which one arrived where. */
const DRAWINGS: Readonly<Record<View, string>> = {
  front: '<path d="M300 150h200l-30 150 60 330h-260l60-330z" fill="#b5542c"/><circle cx="400" cy="430" r="70" fill="#f4d35e"/>',
  back: '<path d="M300 150h200l-30 150 60 330h-260l60-330z" fill="#7a3b20"/>',
  side: '<path d="M300 150h200l-30 150 60 330h-260l60-330z" fill="#98472a"/>',
  top: '<circle cx="400" cy="400" r="130" fill="#c96a3f"/><circle cx="400" cy="400" r="80" fill="#5b2b16"/>',
  left: '<path d="M300 150h200l-30 150 60 330h-260l60-330z" fill="#84492f"/>',
  bottom: '<circle cx="400" cy="400" r="130" fill="#8f6a55"/>',
};

const drawn = new Map<View, Promise<Uint8Array>>();

function draw(view: View): Promise<Uint8Array> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE_PX}" height="${SIDE_PX}" viewBox="0 0 800 800"><rect width="800" height="800" fill="#fff"/>${DRAWINGS[view]}</svg>`;
  const bytes = drawn.get(view) ?? sharp(Buffer.from(svg)).png().toBuffer();
  drawn.set(view, bytes);
  return bytes;
}

/** Photos of one object from these sides, PNG of 512 pixels square, as a request carries them; without public addresses. */
export function createSamplePhotos(views: readonly View[] = VIEWS): ProviderView[] {
  return views.map((view) => ({ view, contentType: "image/png", read: () => draw(view), link: () => null }));
}
