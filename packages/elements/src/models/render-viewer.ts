import type { Model3DClient } from "@model-3d/client";
import type { Model } from "@model-3d/contract";
import type { TemplateResult } from "lit";
import { html, type StaticValue } from "lit/static-html.js";
import { addressOfModel } from "./model-link.ts";

export interface ViewerOptions {
  tag: StaticValue;
  client: Model3DClient;
  lang: string;
  alt: string;
  /** Fills the dialog that was opened to see it, and is loaded at once. */
  isLarge: boolean;
  /** The host's address behind the code for phones, with `{model}` for the id; without it this page. */
  arUrl: string | undefined;
}

/** A viewer of a model that an element has, with all files of it that make it come sooner or open it in the room. */
export function renderViewer(model: Model, { tag, client, lang, alt, isLarge, arUrl }: ViewerOptions): TemplateResult {
  return html`<${tag}
    class=${isLarge ? "stage" : ""}
    loading=${isLarge ? "eager" : "auto"}
    reveal=${isLarge ? "pressed" : "auto"}
    ar
    .client=${client}
    .lang=${lang}
    .version=${model}
    .arUrl=${addressOfModel(model.id, arUrl)}
    .alt=${alt}
  ></${tag}>`;
}
