import type { TemplateResult } from "lit";
import { nothing } from "lit";
import { addStyles } from "../../base/lazy-part.ts";
import { fieldStyles } from "../../export/field.styles.ts";
import { SizeForm } from "../../export/size-form.ts";
import type { ExportTexts } from "../../locale/en-export.ts";
import type { Model3DViewer } from "../viewer.component.ts";
import type { Model3DViewerTools } from "./viewer-tools.component.ts";

/** The real size of the model that a viewer shows, as the export asks for it too. */
export class OwnSize {
  readonly #viewer: Model3DViewer;
  readonly #form: SizeForm;
  readonly #texts: ExportTexts;

  private constructor(viewer: Model3DViewer, texts: ExportTexts) {
    this.#viewer = viewer;
    this.#form = new SizeForm(viewer);
    this.#texts = texts;
  }

  static async create(viewer: Model3DViewer, tools: Model3DViewerTools): Promise<OwnSize> {
    const texts = await viewer.messages.exportTexts();
    addStyles(tools, [fieldStyles]);
    return new OwnSize(viewer, texts);
  }

  render(): TemplateResult | typeof nothing {
    const { file } = this.#viewer;
    return file.model === null ? nothing : this.#form.render(file.model, this.#texts, (sized) => (file.model = sized));
  }
}
