import "../provider/provider.ts";
import "../dialog/dialog.ts";
import "../toasts/toasts.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DBatch } from "./batch.component.ts";

registerElement("batch", Model3DBatch);

export { Model3DBatch };
