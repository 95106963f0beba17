import "../provider/provider.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DToasts } from "./toasts.component.ts";

registerElement("toasts", Model3DToasts);

export { Model3DToasts };
