import "../provider/provider.ts";
import "../dialog/dialog.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DExport } from "./export.component.ts";

registerElement("export", Model3DExport);

export { Model3DExport };
