import "../provider/provider.ts";
import "../viewer/viewer.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DCompare } from "./compare.component.ts";

registerElement("compare", Model3DCompare);

export { Model3DCompare };
