/** For `error` and `load` of a picture that may not be there to be had: what is behind it is better than the browser's sign for a broken one. */
export function hideBroken({ currentTarget, type }: Event): void {
  if (currentTarget instanceof HTMLElement) currentTarget.style.visibility = type === "error" ? "hidden" : "";
}
