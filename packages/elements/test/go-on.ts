import { findButton, findButtons } from "./find-by-text.ts";
import { waitUntil } from "./wait-until.ts";

/** Photos are measured, which takes long on a busy machine. */
const TIMEOUT_MS = 60_000;

/** Presses *Continue* in a confirmation, once it may be pressed. */
export async function goOn(element: Element): Promise<void> {
  await waitUntil(() => findButtons(element, "Continue").some(({ ariaDisabled }) => ariaDisabled !== "true"), "the confirmation can be given", { timeout: TIMEOUT_MS });
  findButton(element, "Continue").click();
}
