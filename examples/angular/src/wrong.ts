import { Component, CUSTOM_ELEMENTS_SCHEMA } from "@angular/core";
import type { Model3DEvent } from "@model-3d/elements";
import { MODEL_3D_TAGS } from "@model-3d/elements/angular";

/** What the compiler refuses: no such view, an item without a title, the event of another element. */
@Component({
  selector: "app-wrong",
  imports: [MODEL_3D_TAGS],
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <model-3d-gallery view="table" />
    <model-3d-gallery [items]="[{ sourceType: 'product', sourceId: '1' }]" />
    <model-3d-viewer (model-3d-progress)="view($event)" />
  `,
})
export class Wrong {
  view(event: Model3DEvent<"model-3d-view">): void {
    event.preventDefault();
  }
}
