"use client";

import type { GalleryItem, Model3DEvent, Model3DEventDetails } from "@model-3d/elements/react";
import { useState, useSyncExternalStore } from "react";
import "@model-3d/elements/react";

const subscribe = () => () => {};

/** Whether the browser has taken over what the server drew. */
const useIsLive = () => useSyncExternalStore(subscribe, () => true, () => false);

export function Shop({ items }: { items: GalleryItem[] }) {
  const isLive = useIsLive();
  const [shown, setShown] = useState<Model3DEventDetails["model-3d-view"] | null>(null);
  const [status, setStatus] = useState("");

  function view(event: Model3DEvent<"model-3d-view">) {
    event.preventDefault(); // shown here, not in the gallery's dialog
    setShown(event.detail);
  }

  return (
    <>
      <model-3d-provider api="/api">
        <model-3d-credits low-at={20} />
        {/* React hydrates no listeners and no objects of custom elements; another key makes the tag anew with all of them. */}
        <model-3d-gallery key={isLive ? "live" : "drawn"} view="list" items={items} onmodel-3d-view={view} />
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
