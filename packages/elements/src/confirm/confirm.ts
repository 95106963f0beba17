import "../provider/provider.ts";
import "../dialog/dialog.ts";
import "../upload/upload.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DConfirm } from "./confirm.component.ts";

registerElement("confirm", Model3DConfirm);

export { Model3DConfirm };
