import type { ElementState, Model3DElement } from "../src/base/model-3d-element.ts";

/** Long enough for a busy machine; a state that comes ends the wait at once. */
const DEADLINE_MS = 10_000;

/** Waits until an element comes into a state. It hears of every change, so that a state which lasts a moment only is not missed. */
export function nextState(element: Model3DElement, state: ElementState): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new Error(`The state "${state}" did not come within ${DEADLINE_MS} ms; it is "${element.state}".`))), DEADLINE_MS);
    const observer = new MutationObserver(() => {
      if (element.getAttribute("state") === state) end(resolve);
    });
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      observer.disconnect();
      settle();
    };
    observer.observe(element, { attributeFilter: ["state"] });
  });
}
