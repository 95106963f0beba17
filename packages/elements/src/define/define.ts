import type { LitElement } from "lit";
import { DEFAULT_TAG_PREFIX } from "../base/tag-prefix.ts";
import { registerElement } from "../base/register-element.ts";
import { Model3DBatch } from "../batch/batch.component.ts";
import { Model3DButton } from "../button/button.component.ts";
import { Model3DCompare } from "../compare/compare.component.ts";
import { Model3DCredits } from "../credits/credits.component.ts";
import { Model3DDialog } from "../dialog/dialog.component.ts";
import { Model3DExport } from "../export/export.component.ts";
import { Model3DGallery } from "../gallery/gallery.component.ts";
import { Model3DGenerate } from "../generate/generate.component.ts";
import { Model3DProvider } from "../provider/provider.component.ts";
import { Model3DStatus } from "../status/status.component.ts";
import { Model3DToasts } from "../toasts/toasts.component.ts";
import { Model3DUpload } from "../upload/upload.component.ts";
import { Model3DVersions } from "../versions/versions.component.ts";
import { Model3DViewer } from "../viewer/viewer.component.ts";

/** Every element by the last part of its name; the provider first, so that it is there before those who ask it. */
export const ELEMENT_CLASSES = {
  provider: Model3DProvider,
  dialog: Model3DDialog,
  toasts: Model3DToasts,
  status: Model3DStatus,
  credits: Model3DCredits,
  upload: Model3DUpload,
  viewer: Model3DViewer,
  button: Model3DButton,
  compare: Model3DCompare,
  export: Model3DExport,
  versions: Model3DVersions,
  generate: Model3DGenerate,
  batch: Model3DBatch,
  gallery: Model3DGallery,
} as const satisfies Record<string, typeof LitElement>;

export interface DefineOptions {
  /** First part of every tag name. */
  prefix?: string;
}

/** Registers all elements, under another prefix if wished: `define({ prefix: "acme" })` gives `<acme-gallery>`. */
export function define({ prefix = DEFAULT_TAG_PREFIX }: DefineOptions = {}): void {
  for (const [name, elementClass] of Object.entries(ELEMENT_CLASSES)) registerElement(name, elementClass, prefix);
}
