/**
 * `failed`: may be better the next time. `gone`: the service says that there is nothing at this address, or not for us. `refused`: what
 * lies there is not what it should be.
 */
export type CopyFailureKind = "failed" | "gone" | "refused";

/** Why a file was not copied. The message is for the operator and names no address, since addresses carry signatures. */
export class CopyFailure extends Error {
  readonly kind: CopyFailureKind;
  /** Of a refusal that is certain: the hash of a whole file that is what it should be and more than is taken. The same file is refused again. */
  readonly fingerprint: string | null;

  constructor(kind: CopyFailureKind, message: string, { fingerprint = null, ...options }: ErrorOptions & { fingerprint?: string | null } = {}) {
    super(message, options);
    this.name = "CopyFailure";
    this.kind = kind;
    this.fingerprint = fingerprint;
  }
}
