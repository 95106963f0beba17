import type { ExportFailure } from "@model-3d/contract";

/** A file cannot be made of this model: trying again would change nothing. */
export class ConversionRefused extends Error {
  readonly failure: ExportFailure;

  constructor(failure: ExportFailure, options?: ErrorOptions) {
    super(failure.message, options);
    this.name = "ConversionRefused";
    this.failure = failure;
  }
}
