/** Longest side of a texture on a phone, in pixels, where the page does not say. */
export const PHONE_TEXTURE_SIZE = 2048;

/** Also one that is held across. */
const PHONE = "(pointer: coarse) and (max-width: 820px), (pointer: coarse) and (max-height: 500px)";
const STILL = "(prefers-reduced-motion: reduce)";

interface NetworkInformation extends EventTarget {
  readonly saveData?: boolean;
}

/** Whether the reader has asked for as little data as possible. */
export function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: NetworkInformation };
  return connection?.saveData === true;
}

export const wantsNoMotion = (): boolean => matchMedia(STILL).matches;

/** The limit of textures on this device; 0 for none. */
export const textureLimit = (asked: number | undefined): number => asked ?? (matchMedia(PHONE).matches ? PHONE_TEXTURE_SIZE : 0);
