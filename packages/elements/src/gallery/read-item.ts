import { VIEWS, type InputImages } from "@model-3d/contract";
import type { GalleryItem } from "./gallery-item.ts";
import { linkOf } from "./link-of.ts";

type Given = { readonly [Name in keyof GalleryItem]?: unknown };

/**
 * An item as a host without types gives it, as one that can be shown: `null` is what is left out, and a number becomes text.
 * Whatever its id is then is asked for, and its card says that nothing is known of it. One in order comes back as it is.
 */
export function readItem(given: unknown): GalleryItem {
  const item: Given = typeof given === "object" && given !== null ? given : {};
  if (isInOrder(item)) return item;
  const { sourceType, sourceId, title, imageUrl, href, images } = item;
  return {
    ...item,
    sourceType: sourceType === "collection" ? "collection" : "product",
    sourceId: textOf(sourceId),
    title: textOf(title),
    imageUrl: textOf(imageUrl) || undefined,
    href: linkOf(href),
    images: typeof images === "object" && images !== null ? readImages({ ...images }) : undefined,
  };
}

function isInOrder(item: Given): item is GalleryItem {
  const { sourceType, sourceId, title, imageUrl, href, images } = item;
  const isKnown = (sourceType === "product" || sourceType === "collection") && isText(sourceId) && isText(title);
  return isKnown && isLeftOutOrText(imageUrl) && (href === undefined || linkOf(href) === href) && (images === undefined || isImages(images));
}

const isText = (value: unknown): value is string => typeof value === "string";
const isLeftOutOrText = (value: unknown): boolean => value === undefined || (isText(value) && value !== "");
const isImages = (images: unknown): boolean => typeof images === "object" && images !== null && Object.values(images).every(isLeftOutOrText);
const textOf = (value: unknown): string => (isText(value) || typeof value === "number" || typeof value === "bigint" ? String(value) : "");

function readImages(images: Readonly<Record<string, unknown>>): InputImages {
  return Object.fromEntries(VIEWS.map((view) => [view, textOf(images[view])]).filter(([, address]) => address !== ""));
}
