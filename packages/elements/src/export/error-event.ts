/** What an export tells the page of an error; its own kinds of errors have codes too. */
export function errorEvent(error: unknown): CustomEvent {
  const known = error instanceof Error ? error : new Error(String(error));
  const detail = { code: "code" in known ? String(known.code) : "network_error", message: known.message, error: known };
  return new CustomEvent("model-3d-error", { detail, bubbles: true, composed: true, cancelable: true });
}
