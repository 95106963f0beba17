import "../provider/provider.ts";
import "../dialog/dialog.ts";
import "../viewer/viewer.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DButton } from "./button.component.ts";

registerElement("button", Model3DButton);

export { Model3DButton };
