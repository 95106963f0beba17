import { registerElement } from "../base/register-element.ts";
import { Model3DProvider } from "./provider.component.ts";

registerElement("provider", Model3DProvider);

export { Model3DProvider };
