/** Puts the page into the background, as a browser tells its pages, or back in front. */
export function setHidden(isHidden: boolean): void {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (isHidden ? "hidden" : "visible") });
  document.dispatchEvent(new Event("visibilitychange"));
}
