import "../provider/provider.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DUpload } from "./upload.component.ts";

registerElement("upload", Model3DUpload);

export { Model3DUpload };
