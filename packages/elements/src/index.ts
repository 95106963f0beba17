import { define } from "./define/define.ts";

define();

export type { ElementState, Theme } from "./base/model-3d-element.ts";
export type * from "./base/events.ts";
export { Model3DElement } from "./base/model-3d-element.ts";
export { define, type DefineOptions } from "./define/define.ts";
export { en } from "./locale/en.ts";
export { messagesFor, registerLocale, type DescribedError, type Messages } from "./locale/locale.ts";
export type { GalleryItem, GalleryPage, LoadPage, LoadPageOptions } from "./gallery/gallery-item.ts";
export type { Model3DAdmin } from "./admin/admin.component.ts";
export { Model3DBatch } from "./batch/batch.component.ts";
export { Model3DButton } from "./button/button.component.ts";
export { Model3DCompare } from "./compare/compare.component.ts";
export { Model3DCredits } from "./credits/credits.component.ts";
export { Model3DExport } from "./export/export.component.ts";
export { Model3DGallery } from "./gallery/gallery.component.ts";
export { Model3DGenerate } from "./generate/generate.component.ts";
export { Model3DProvider } from "./provider/provider.component.ts";
export { Model3DStatus } from "./status/status.component.ts";
export { Model3DUpload } from "./upload/upload.component.ts";
export { Model3DVersions } from "./versions/versions.component.ts";
export { Model3DViewer } from "./viewer/viewer.component.ts";
