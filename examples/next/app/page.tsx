import type { GalleryItem } from "@model-3d/elements";
import { Shop } from "./shop";

/** As from a database; runs on the server, at every request. */
async function readItems(): Promise<GalleryItem[]> {
  return [
    { sourceType: "product", sourceId: "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0001", title: "Vase" },
    { sourceType: "product", sourceId: "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0002", title: "Bowl" },
  ];
}

export const dynamic = "force-dynamic";

export default async function Page() {
  return (
    <>
      <h1>Shop</h1>
      <Shop items={await readItems()} />
    </>
  );
}
