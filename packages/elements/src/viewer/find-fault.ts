import type { ViewerFaultKind } from "@model-3d/contract";
import type { Messages } from "../locale/locale.ts";

/** Why a model cannot be shown. */
export type ViewerFault =
  | { kind: ViewerFaultKind }
  /** The API said why, in words for the user. */
  | { kind: "failed"; message: string };

/** The page's policy keeps a file's own pictures from being read. */
export class PicturesRefused extends Error {}

interface HttpError extends Error {
  response: Response;
}

const isHttpError = (error: unknown): error is HttpError => error instanceof Error && (error as Partial<HttpError>).response instanceof Response;

/** What an error of the loader means: the server's answer, no answer at all, or a file that is no model. */
export function findFault(error: unknown): ViewerFault {
  if (isHttpError(error)) return { kind: error.response.status < 500 ? "missing" : "unreachable" };
  if (error instanceof PicturesRefused) return { kind: "needs_blob" };
  if (error instanceof WebAssembly.CompileError) return { kind: "needs_wasm" };
  // What `fetch` throws when there is no answer; a broken file makes TypeErrors too, with other words.
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return { kind: "unreachable" };
  return { kind: "unreadable" };
}

export function faultText(fault: ViewerFault, messages: Messages): string {
  if (fault.kind === "failed") return fault.message;
  return {
    no_webgl: messages.viewerNoWebGl,
    missing: messages.viewerMissing,
    unreachable: messages.viewerUnreachable,
    unreadable: messages.viewerUnreadable,
    needs_blob: messages.viewerNeedsBlob,
    needs_wasm: messages.viewerNeedsWasm,
    context_lost: messages.viewerContextLost,
  }[fault.kind];
}
