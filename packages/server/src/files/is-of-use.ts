/** Something that is made into a file on demand and kept for a while. */
interface Made {
  status: string;
  /** Null until the file is there, and again once it was taken away. */
  fileKey: string | null;
  expiresAt: Date;
}

/** Whether who asks for it can have what there is, or what is being made, in place of a new one. */
export function isOfUse({ status, expiresAt, fileKey }: Made, now: Date): boolean {
  if (status === "FAILED") return false;
  return status !== "SUCCEEDED" || (fileKey !== null && expiresAt > now);
}
