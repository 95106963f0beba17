import { registerElement } from "../../base/register-element.ts";
import { Model3DDialog } from "../../dialog/dialog.component.ts";
import { Model3DViewerDimensions } from "./viewer-dimensions.component.ts";
import { Model3DViewerTools } from "./viewer-tools.component.ts";

export { drawWireframe } from "./draw-wireframe.ts";

/** Registers what a viewer draws around its model, under the viewer's own prefix. */
export function registerTools(prefix: string): void {
  registerElement("dialog", Model3DDialog, prefix);
  registerElement("viewer-tools", Model3DViewerTools, prefix);
  registerElement("viewer-dimensions", Model3DViewerDimensions, prefix);
}
