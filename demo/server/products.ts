import type { View } from "@model-3d/contract";

/** An item of the demo's shop, in the form that `<model-3d-gallery>` takes. */
export interface ShopItem {
  sourceType: "product" | "collection";
  sourceId: string;
  title: string;
  imageUrl: string;
  images: Partial<Record<View, string>>;
}

const VIEWS: readonly View[] = ["front", "back", "side", "top"];

function product(sourceId: string, name: string, title: string): ShopItem {
  const images = Object.fromEntries(VIEWS.map((view) => [view, `/photos/${name}-${view}.jpg`]));
  return { sourceType: "product", sourceId, title, imageUrl: `/photos/${name}-front.jpg`, images };
}

/** Three products, each photographed from four sides. */
export const PRODUCTS: readonly ShopItem[] = [
  product("0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0001", "toy-robot", "Tin robot R7"),
  product("0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0002", "teapot", "Meadow teapot"),
  product("0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0003", "armchair", "Fern armchair"),
];

const cover = PRODUCTS.at(-1);

/** A collection is shown by one product, and its own model is made from that product's photos. */
export const COLLECTIONS: readonly ShopItem[] = cover
  ? [{ ...cover, sourceType: "collection", sourceId: "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a1001", title: "Autumn favourites" }]
  : [];
