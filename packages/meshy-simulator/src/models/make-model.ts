import type { CreateRequest } from "../tasks/create-request.ts";

/** What a maker gives back. The other files of a task (OBJ, STL, textures …) are written from it. */
export interface MadeModel {
  /** glTF 2.0 binary with one textured primitive. */
  glb: Uint8Array;
  /** PNG. */
  thumbnail: Uint8Array;
}

export interface MakeModelOptions {
  request: CreateRequest;
  /** For whatever is random in it. */
  seed: number;
  /** Aborted when the task is deleted or the simulator closed. */
  signal: AbortSignal;
}

/**
 * Makes a model of the images, in Meshy's order: front, back, side, top. What it throws becomes the task's `task_error`:
 * a {@link ModelRefusedError} of type `invalid_input`, anything else of type `server_error`.
 */
export type MakeModel = (images: readonly Uint8Array[], options: MakeModelOptions) => Promise<MadeModel>;

/** The images make no model; the message says why. */
export class ModelRefusedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ModelRefusedError";
  }
}
