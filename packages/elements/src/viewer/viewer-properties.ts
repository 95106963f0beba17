import type { SourceType } from "@model-3d/contract";
import type { PropertyDeclarations } from "lit";
import { Model3DElement } from "../base/model-3d-element.ts";
import { PASSED_DECLARATIONS, type PassedProperties } from "./passed-attributes.ts";

export type LengthUnit = "mm" | "cm" | "m" | "in";
export type LightPreset = "auto" | "studio" | "soft" | "outdoor" | "dark";

/** What a page can set on a viewer; the class that draws it holds the manual. */
export abstract class ViewerProperties extends Model3DElement {
  static override properties: PropertyDeclarations = {
    ...PASSED_DECLARATIONS,
    src: { type: String },
    srcLow: { type: String, attribute: "src-low" },
    modelId: { type: String, attribute: "model-id" },
    sourceType: { type: String, attribute: "source-type" },
    sourceId: { type: String, attribute: "source-id" },
    poster: { type: String },
    alt: { type: String },
    loading: { type: String },
    reveal: { type: String },
    maxTextureSize: { type: Number, attribute: "max-texture-size" },
    tools: { type: String },
    arUrl: { type: String, attribute: "ar-url" },
    dimensions: { type: Boolean, reflect: true },
    unit: { type: String },
    wireframe: { type: Boolean, reflect: true },
    light: { type: String },
    hideAnnotations: { type: Boolean, reflect: true, attribute: "hide-annotations" },
  };

  declare src: string | undefined;
  /** A light file that is shown until the one of `src` is there. */
  declare srcLow: string | undefined;
  declare modelId: string | undefined;
  declare sourceType: SourceType;
  declare sourceId: string | undefined;
  declare poster: string | undefined;
  /** What is to be seen, for those who cannot see it. */
  declare alt: string | undefined;
  /** `eager` does not wait until the viewer comes near the viewport. */
  declare loading: "auto" | "lazy" | "eager";
  /** `manual` waits until the user asks for the model. */
  declare reveal: "auto" | "manual";
  /** Longest side of a texture in pixels; 0 for no limit. Undefined: 2048 on phones, no limit elsewhere. */
  declare maxTextureSize: number | undefined;
  /** Names of the tools to offer; undefined for all, empty for none. */
  declare tools: string | undefined;
  /** Address that a phone opens for AR; undefined for this page's own. */
  declare arUrl: string | undefined;
  declare dimensions: boolean;
  declare unit: LengthUnit;
  declare wireframe: boolean;
  declare light: LightPreset;
  declare hideAnnotations: boolean;

  constructor() {
    super();
    this.sourceType = "product";
    this.loading = "auto";
    this.reveal = "auto";
    this.dimensions = false;
    this.unit = "cm";
    this.wireframe = false;
    this.light = "auto";
    this.hideAnnotations = false;
  }
}

export interface ViewerProperties extends Partial<PassedProperties> {}
