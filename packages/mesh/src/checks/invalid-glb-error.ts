/**
 * What is wrong with a GLB: `damaged` where it is no whole GLB, `limit` where it asks for too much, `external` where it wants other files,
 * `extension` where it needs something that cannot be checked, `invalid` where it breaks the rules of glTF, `gave_up` where its check took too
 * long or too much memory.
 */
export type GlbFault = "damaged" | "limit" | "external" | "extension" | "invalid" | "gave_up";

/** The message is one sentence for the operator; what it quotes of the file is short and harmless. */
export class InvalidGlbError extends Error {
  readonly fault: GlbFault;

  constructor(fault: GlbFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "InvalidGlbError";
    this.fault = fault;
  }
}
