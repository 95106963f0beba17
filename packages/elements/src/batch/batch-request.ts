import type { BatchItemRequest, GenerationOptions, StartBatchRequest, View } from "@model-3d/contract";
import type { GalleryItem } from "../gallery/gallery-item.ts";

/** As the contract has them: its own would come as a piece of its own. */
const VIEWS: readonly View[] = ["front", "back", "side", "top", "left", "bottom"];
const MAX_NAME_CHARACTERS = 100;

export interface BatchWish {
  items: readonly GalleryItem[];
  name: string | undefined;
  options: GenerationOptions | undefined;
}

/** The request that asks for models of these items. */
export function toBatchRequest({ items, name, options }: BatchWish): StartBatchRequest {
  const shortName = shorten(name ?? "");
  return { items: items.map(toItem), ...(shortName !== undefined && { name: shortName }), ...(options !== undefined && { options }) };
}

function toItem({ sourceType, sourceId, title, images = {} }: GalleryItem): BatchItemRequest {
  const name = shorten(title);
  const imageUrls = Object.fromEntries(VIEWS.flatMap((view) => (images[view] === undefined || images[view] === "" ? [] : [[view, images[view]]])));
  return { sourceType, sourceId, imageUrls, ...(name !== undefined && { name }) };
}

/** No longer than the server takes; an empty one is none. */
function shorten(name: string): string | undefined {
  const characters = Array.from(name.trim());
  let short = "";
  for (const character of characters) {
    if (short.length + character.length > MAX_NAME_CHARACTERS) break;
    short += character;
  }
  return short.trim() === "" ? undefined : short.trim();
}
