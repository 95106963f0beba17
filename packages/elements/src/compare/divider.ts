const STEP = 2;
const LARGE_STEP = 10;

/** Where the divider goes for a key, in per cent from the left; `null` when the key means nothing to it. */
export function splitForKey({ key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">, split: number): number | null {
  const step = shiftKey ? LARGE_STEP : STEP;
  const next = {
    ArrowLeft: split - step,
    ArrowDown: split - step,
    ArrowRight: split + step,
    ArrowUp: split + step,
    PageDown: split - LARGE_STEP,
    PageUp: split + LARGE_STEP,
    Home: 0,
    End: 100,
  }[key];
  return next === undefined ? null : clamp(next);
}

export function splitForPoint(clientX: number, { left, width }: Pick<DOMRect, "left" | "width">): number {
  return width === 0 ? 50 : clamp(((clientX - left) / width) * 100);
}

export const clamp = (split: number): number => (Number.isFinite(split) ? Math.min(100, Math.max(0, split)) : 50);
