import { InvalidGlbError } from "../checks/invalid-glb-error.ts";
import { MeshError, type MeshErrorCode } from "../mesh-error.ts";

/** In the words of the HTTP API: `too_many_faces` for the format, `too_large` for the memory, `unreadable` the model's file, `unsuitable` for the format. */
export interface Refusal {
  code: "too_many_faces" | "too_large" | "unreadable" | "unsuitable";
  /** Why, and what to do. */
  message: string;
}

const CODES: Readonly<Record<MeshErrorCode, Refusal["code"]>> = { no_triangles: "unsuitable", too_large: "too_many_faces", unreadable_image: "unreadable", not_numbers: "unreadable", option: "unsuitable" };

/** What a user is told of a model that cannot be written as it was asked for, wherever that was tried; null for what is no fault of the model's. */
export function explainRefusal(error: unknown): Refusal | null {
  if (error instanceof MeshError) return { code: CODES[error.code], message: error.message };
  if (error instanceof InvalidGlbError) return { code: "unreadable", message: `The model's file cannot be read. ${error.message} Make the model anew.` };
  // A stack or an array that grew beyond what there can be is the content's doing.
  if (error instanceof RangeError) return { code: "too_large", message: "The model is too large for this format. Take another format, or a model of fewer triangles." };
  return null;
}
