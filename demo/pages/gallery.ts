import "@model-3d/elements";
import type { Model3DGallery } from "@model-3d/elements";

const gallery = document.querySelector<Model3DGallery>("model-3d-gallery");
if (gallery) {
  gallery.loadPage = async ({ type, cursor, search, signal }) => {
    const query = new URLSearchParams({ type, search, ...(cursor ? { cursor } : {}) });
    const response = await fetch(`/shop/items?${query}`, { signal });
    if (!response.ok) throw new Error("The shop did not answer.");
    return response.json();
  };
}
