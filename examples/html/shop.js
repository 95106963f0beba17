const gallery = document.querySelector("model-3d-gallery");
const viewer = document.querySelector("model-3d-viewer");
const status = document.querySelector("[role=status]");

gallery.items = [
  { sourceType: "product", sourceId: "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0001", title: "Vase" },
  { sourceType: "product", sourceId: "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0002", title: "Bowl" },
];

gallery.addEventListener("model-3d-view", (event) => {
  event.preventDefault(); // shown here, not in the gallery's dialog
  const { item, model } = event.detail;
  viewer.src = model.model_urls.glb;
  viewer.alt = item.title;
  viewer.hidden = false;
});

viewer.addEventListener("model-3d-load", () => {
  status.textContent = `${viewer.alt} is shown.`;
});
