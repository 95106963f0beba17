import type { Messages } from "../locale/locale.ts";
import type { ModelViewerElement } from "./load-model-viewer.ts";

const ZOOM_STEP = 1;

/** The words by which model-viewer says, politely, from where the model is seen: as an attribute that it reads. */
export function describeSides(messages: Messages): string {
  const sides = ["front", "back", "left", "right"] as const;
  const words = sides.flatMap((side) =>
    (["", "upper-", "lower-"] as const).map((height) => [`${height}${side}`, messages.viewerSeenFrom(side, height === "" ? "level" : height === "upper-" ? "above" : "below")]),
  );
  return JSON.stringify({ ...Object.fromEntries(words), "interaction-prompt": messages.viewerKeys });
}

/** The camera as the page has set it, for the way back. */
export interface StartView {
  cameraOrbit: string;
  cameraTarget: string;
  fieldOfView: string;
}

export function resetCamera(viewer: ModelViewerElement, { cameraOrbit, cameraTarget, fieldOfView }: StartView): void {
  viewer.resetTurntableRotation(0);
  Object.assign(viewer, { cameraOrbit, cameraTarget, fieldOfView });
}

/**
 * Does what a key means beside the arrows, which model-viewer knows itself.
 * @returns the words for what was done; null when the key means nothing here.
 */
export function pressKey(event: KeyboardEvent, viewer: ModelViewerElement, start: StartView, messages: Messages): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey || !viewer.cameraControls) return null;
  // As keyboards write it: European, Arabic, Persian.
  if (/^[0٠۰]$/.test(event.key)) {
    resetCamera(viewer, start);
    return messages.viewerReset;
  }
  const isLarger = event.key === "+" || event.key === "=";
  if ((!isLarger && event.key !== "-") || viewer.disableZoom) return null;
  viewer.zoom(isLarger ? ZOOM_STEP : -ZOOM_STEP);
  return isLarger ? messages.viewerLarger : messages.viewerSmaller;
}
