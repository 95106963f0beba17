import "../provider/provider.ts";
import "../dialog/dialog.ts";
import "../toasts/toasts.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DAdmin } from "./admin.component.ts";

registerElement("admin", Model3DAdmin);

export { Model3DAdmin };
