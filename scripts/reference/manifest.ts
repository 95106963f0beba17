/** The parts of `custom-elements.json` (schema 1.0.0) that are written and read here. */
export interface Manifest {
  schemaVersion: string;
  readme: string;
  modules: ManifestModule[];
}

export interface ManifestModule {
  kind: "javascript-module";
  path: string;
  declarations: Declaration[];
  exports: ManifestExport[];
}

export interface ManifestExport {
  kind: "js" | "custom-element-definition";
  name: string;
  declaration: { name: string; module: string };
}

interface Described {
  name: string;
  description?: string;
}

interface Typed extends Described {
  type?: { text: string };
}

export interface Inherited {
  inheritedFrom?: { name: string; module: string };
}

export interface Attribute extends Typed, Inherited {
  default?: string;
  fieldName?: string;
}

export interface Member extends Typed, Inherited {
  kind: "field" | "method";
  privacy?: "public" | "private" | "protected";
  static?: boolean;
  readonly?: boolean;
  reflects?: boolean;
  default?: string;
  attribute?: string;
  parameters?: (Typed & { optional?: boolean })[];
  return?: { type?: { text: string } };
}

export type ManifestEvent = Typed & Inherited;
export type Slot = Described & Inherited;
export type CssPart = Described & Inherited;
export type CssProperty = Described & Inherited & { default?: string };

export interface Declaration extends Described {
  kind: string;
  customElement?: boolean;
  tagName?: string;
  superclass?: { name: string; package?: string; module?: string };
  attributes?: Attribute[];
  members?: Member[];
  events?: ManifestEvent[];
  slots?: Slot[];
  cssParts?: CssPart[];
  cssProperties?: CssProperty[];
}

export const isInherited = ({ inheritedFrom }: Inherited): boolean => inheritedFrom !== undefined;
