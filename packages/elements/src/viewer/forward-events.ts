/** Events of `<model-viewer>` that are fired again on the element, by their own names: they do not bubble, as there. */
export const FORWARDED_EVENTS = [
  "append-animation", "ar-status", "ar-tracking", "before-render", "camera-change", "detach-animation", "environment-change", "error", "finished",
  "interact-stopped", "load", "loop", "model-visibility", "pause", "play", "poster-dismissed", "progress", "quick-look-button-tapped",
  "render-scale", "variant-applied",
] as const;

/** Fires on `to` what is fired on `from` until the signal says so. */
export function forwardEvents(from: EventTarget, to: EventTarget, signal: AbortSignal): void {
  const fireAgain = (event: Event): void => {
    if (event.target !== from) return;
    to.dispatchEvent(new CustomEvent(event.type, { detail: (event as CustomEvent<unknown>).detail }));
  };
  for (const type of FORWARDED_EVENTS) from.addEventListener(type, fireAgain, { signal });
}
