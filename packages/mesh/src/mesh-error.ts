/**
 * `no_triangles`: there is nothing that has a surface. `too_large`: more than the format can say, or than the limits allow. `unreadable_image`:
 * a texture that the format needs in another form, and that nothing here can decode. `not_numbers`: positions that are none, such as `NaN`, or
 * triangles at vertices that there are not. `option`: an option that the format does not know, or a value that it cannot have.
 */
export type MeshErrorCode = "no_triangles" | "too_large" | "unreadable_image" | "not_numbers" | "option";

/** Why a model cannot be written as it was asked for, in a sentence for the user that says what to do. */
export class MeshError extends Error {
  readonly code: MeshErrorCode;

  constructor(code: MeshErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MeshError";
    this.code = code;
  }
}
