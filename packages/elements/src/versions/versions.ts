import "../provider/provider.ts";
import "../compare/compare.ts";
import "../dialog/dialog.ts";
import "../export/export.ts";
import "../status/status.ts";
import "../toasts/toasts.ts";
import "../viewer/viewer.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DVersions } from "./versions.component.ts";

registerElement("versions", Model3DVersions);

export { Model3DVersions };
