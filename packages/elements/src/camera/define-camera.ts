import { unsafeStatic, type StaticValue } from "lit/static-html.js";
import { registerElement } from "../base/register-element.ts";
import { Model3DDialog } from "../dialog/dialog.component.ts";
import { Model3DCamera } from "./camera.component.ts";

/** Registers the camera and the dialog it is in, under a prefix. Gives its tag. Loaded when somebody wants to take a photo. */
export function defineCamera(prefix: string): StaticValue {
  registerElement("dialog", Model3DDialog, prefix);
  registerElement("camera", Model3DCamera, prefix);
  return unsafeStatic(`${prefix}-camera`);
}
