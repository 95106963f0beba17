import "../provider/provider.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DCredits } from "./credits.component.ts";

registerElement("credits", Model3DCredits);

export { Model3DCredits };
