import type { ElementLink } from "../base/element-link.ts";
import type { BatchTexts } from "../locale/en-batch.ts";
import type { Model3DBatch } from "./batch.component.ts";

/** What the parts of a batch share: the element, what it lends, and the texts of the language that is shown now. */
export interface BatchView {
  readonly host: Model3DBatch;
  readonly link: ElementLink;
  readonly texts: BatchTexts;
}
