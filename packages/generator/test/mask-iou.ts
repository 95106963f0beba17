import type { Mask } from "../src/image.ts";

/** How far a mask agrees with a shape: what both cover over what either does. `inside` as for `drawPhoto`. */
export function maskIou(mask: Mask, inside: (u: number, v: number) => boolean): number {
  let both = 0;
  let either = 0;
  mask.coverage.forEach((c, i) => {
    const truth = inside(((i % mask.width) + 0.5) / mask.width - 0.5, 0.5 - (Math.floor(i / mask.width) + 0.5) / mask.height);
    if (truth && c > 0.5) both++;
    if (truth || c > 0.5) either++;
  });
  return both / either;
}
