import type { ExportFailure, ExportFailureCode } from "@model-3d/contract";
import { InvalidGlbError, MeshError, type MeshErrorCode } from "@model-3d/mesh";

const CODES: Readonly<Record<MeshErrorCode, ExportFailureCode>> = { no_triangles: "unsuitable", too_large: "too_many_faces", unreadable_image: "unreadable", option: "unsuitable" };

/** What a user is told of a model that cannot be written so; null for what is no fault of the model's. */
export function explainRefusal(error: unknown): ExportFailure | null {
  if (error instanceof MeshError) return { code: CODES[error.code], message: error.message };
  if (error instanceof InvalidGlbError) return { code: "unreadable", message: `The model's file cannot be read. ${error.message} Make the model anew.` };
  // A stack or an array that grew beyond what there can be is the content's doing.
  if (error instanceof RangeError) return { code: "too_large", message: "The model is too large for this format. Take another format, or a model of fewer triangles." };
  return null;
}
