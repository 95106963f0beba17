import "../provider/provider.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DViewer } from "./viewer.component.ts";

registerElement("viewer", Model3DViewer);

export { Model3DViewer };
