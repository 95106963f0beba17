/** Radii and heights along an arc, for a lathe: degrees, 0 away from the axis, 90 upwards. */
export function arc([radius, height]: readonly [radius: number, height: number], size: number, from: number, to: number, steps: number): (readonly [number, number])[] {
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
    const away = radius + size * Math.cos(angle);
    return [Math.abs(away) < 1e-12 ? 0 : away, height + size * Math.sin(angle)] as const;
  });
}
