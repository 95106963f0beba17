/** Why a model cannot be shown. */
export type ViewerFault =
  | { kind: "no_webgl" }
  | { kind: "missing" }
  | { kind: "unreachable" }
  | { kind: "unreadable" }
  | { kind: "context_lost" }
  /** The API said why, in words for the user. */
  | { kind: "failed"; message: string };

/** Asks for a file that could not be shown once more, only to learn why. */
export async function findFault(src: string): Promise<ViewerFault> {
  try {
    const response = await fetch(src);
    await response.body?.cancel();
    return { kind: response.ok ? "unreadable" : "missing" };
  } catch {
    return { kind: "unreachable" };
  }
}
