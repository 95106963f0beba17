import { createContext } from "@lit/context";
import type { Model3DClient } from "@model-3d/client";

/** What a provider gives to the elements below it. */
export interface Model3DContext {
  client: Model3DClient;
  /** BCP 47 tag; empty when the page's own language counts. */
  locale: string;
}

export const model3DContext = createContext<Model3DContext, symbol>(Symbol.for("model-3d-context"));
