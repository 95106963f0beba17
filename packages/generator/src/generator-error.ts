import type { View } from "./view-cameras.ts";

export type GeneratorErrorCode =
  | "not_an_image"
  | "image_too_large"
  | "no_foreground"
  | "views_contradict"
  | "missing_view"
  | "out_of_memory"
  | "cancelled"
  | "internal";

export interface GeneratorErrorOptions extends ErrorOptions {
  /** The photo that is to blame, if one is. */
  view?: View;
}

/**
 * What went wrong, in words for the person who took the photos: the message says what to do next.
 *
 * @example
 * catch (error) {
 *   if (error instanceof GeneratorError && error.code === "no_foreground") askForAnotherPhoto(error.view, error.message);
 * }
 */
export class GeneratorError extends Error {
  readonly code: GeneratorErrorCode;
  readonly view: View | undefined;

  constructor(code: GeneratorErrorCode, message: string, options: GeneratorErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "GeneratorError";
    this.code = code;
    this.view = options.view;
  }
}
