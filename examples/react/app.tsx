import type { GalleryItem, Model3DEvent, Model3DEventDetails } from "@model-3d/elements/react";
import { useState } from "react";
import "@model-3d/elements/react";

/** Outside of the component: a new list at every render would be a new gallery. */
const ITEMS: GalleryItem[] = [
  { sourceType: "product", sourceId: "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0001", title: "Vase" },
  { sourceType: "product", sourceId: "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0002", title: "Bowl" },
];

export function App() {
  const [shown, setShown] = useState<Model3DEventDetails["model-3d-view"] | null>(null);
  const [status, setStatus] = useState("");

  function view(event: Model3DEvent<"model-3d-view">) {
    event.preventDefault(); // shown here, not in the gallery's dialog
    setShown(event.detail);
  }

  return (
    <>
      <h1>Shop</h1>
      <model-3d-provider api="/api">
        <model-3d-credits low-at={20} />
        <model-3d-gallery view="list" items={ITEMS} onmodel-3d-view={view} />
        {shown && (
          <model-3d-viewer
            src={shown.model.model_urls.glb}
            alt={shown.item.title}
            cameraOrbit="30deg 75deg 105%"
            onmodel-3d-load={() => setStatus(`${shown.item.title} is shown.`)}
          />
        )}
      </model-3d-provider>
      <p role="status">{status}</p>
    </>
  );
}
