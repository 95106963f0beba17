import "../provider/provider.ts";
import "../toasts/toasts.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DDialog } from "./dialog.component.ts";

registerElement("dialog", Model3DDialog);

export { Model3DDialog };
