import "../provider/provider.ts";
import "../batch/batch.ts";
import "../dialog/dialog.ts";
import "../export/export.ts";
import "../status/status.ts";
import "../toasts/toasts.ts";
import "../upload/upload.ts";
import "../versions/versions.ts";
import "../viewer/viewer.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DGallery } from "./gallery.component.ts";

registerElement("gallery", Model3DGallery);

export { Model3DGallery };
