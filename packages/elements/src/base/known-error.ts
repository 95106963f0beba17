import { Model3DError } from "@model-3d/client";

/** An error as the elements tell it, whatever was thrown. */
export function knownError(error: unknown): Model3DError {
  return error instanceof Model3DError ? error : new Model3DError({ code: "unexpected_answer", status: 0, message: error instanceof Error ? error.message : String(error), cause: error });
}
