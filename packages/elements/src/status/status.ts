import "../provider/provider.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DStatus } from "./status.component.ts";

registerElement("status", Model3DStatus);

export { Model3DStatus };
