import "../provider/provider.ts";
import "../dialog/dialog.ts";
import "../toasts/toasts.ts";
import "../upload/upload.ts";
import "../viewer/viewer.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DGenerate } from "./generate.component.ts";

registerElement("generate", Model3DGenerate);

export { Model3DGenerate };
