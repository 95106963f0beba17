import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from "@angular/core";
import type { GalleryItem, Model3DEvent, Model3DEventDetails } from "@model-3d/elements";
import { MODEL_3D_TAGS } from "@model-3d/elements/angular";

@Component({
  selector: "app-shop",
  imports: [MODEL_3D_TAGS],
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <h1>Shop</h1>
    <model-3d-provider api="/api">
      <model-3d-credits [lowAt]="20" />
      <model-3d-gallery view="list" [items]="items" (model-3d-view)="view($event)" />
      @if (shown(); as it) {
        <model-3d-viewer
          [src]="it.model.model_urls.glb"
          [alt]="it.item.title"
          cameraOrbit="30deg 75deg 105%"
          (model-3d-load)="status.set(it.item.title + ' is shown.')"
        />
      }
    </model-3d-provider>
    <p role="status">{{ status() }}</p>
  `,
})
export class Shop {
  readonly items: GalleryItem[] = [
    { sourceType: "product", sourceId: "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0001", title: "Vase" },
    { sourceType: "product", sourceId: "0b6f2a52-6a0f-4c1e-9a3e-1f1d6d9a0002", title: "Bowl" },
  ];
  readonly shown = signal<Model3DEventDetails["model-3d-view"] | null>(null);
  readonly status = signal("");

  view(event: Model3DEvent<"model-3d-view">): void {
    event.preventDefault(); // shown here, not in the gallery's dialog
    this.shown.set(event.detail);
  }
}
