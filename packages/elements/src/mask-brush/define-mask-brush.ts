import { unsafeStatic, type StaticValue } from "lit/static-html.js";
import { registerElement } from "../base/register-element.ts";
import { Model3DDialog } from "../dialog/dialog.component.ts";
import { Model3DMaskBrush } from "./mask-brush.component.ts";

/** Registers the brush and the dialog it is in, under a prefix. Gives its tag. Loaded when somebody wants to mend a cut-out. */
export function defineMaskBrush(prefix: string): StaticValue {
  registerElement("dialog", Model3DDialog, prefix);
  registerElement("mask-brush", Model3DMaskBrush, prefix);
  return unsafeStatic(`${prefix}-mask-brush`);
}
