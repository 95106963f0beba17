import type { LitElement } from "lit";
import type { StaticValue } from "lit/static-html.js";
import type { Model3DEventDetails } from "./events.ts";

/** What an element lends to the part of it that is loaded when it is needed. */
export interface ElementLink {
  emit<Type extends keyof Model3DEventDetails>(type: Type, detail: Model3DEventDetails[Type]): boolean;
  /** Tells the page of an error and gives the words for it. */
  report(error: unknown): string;
  /** The tag of another element of the family, under the same prefix; one that came with the part is registered first. */
  tag(name: string, elementClass?: typeof LitElement): StaticValue;
}
