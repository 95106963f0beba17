import { OutlineSampler } from "./outline-sampler.ts";
import type { Outline } from "./outline.ts";
import { visitEdges } from "./visit-edges.ts";

/** Samples along the longer side of the straight view, and how many lie beyond it on each side. */
const SAMPLES = 128;
const RIM = 4;
/** Samples to either side over which an edge's direction is measured. */
const REACH = 2;
/** Sine of the slope at which an edge hardly counts as level any more. */
const LEVEL_WIDTH = 0.05;

/**
 * The share of an outline that runs level in the straight view. Things stand on flat feet and have flat lids: seen from
 * nearby these bend, and only under the right perspective they come out straight again.
 */
export function levelShare(outline: Outline): number {
  const { box, lens } = outline;
  const straight = new OutlineSampler(outline, lens);
  const step = Math.max(box.right - box.left, box.bottom - box.top) / SAMPLES;
  const columns = Math.ceil((box.right - box.left) / step) + 2 * RIM;
  const rows = Math.ceil((box.bottom - box.top) / step) + 2 * RIM;
  const values = new Float32Array(columns * rows);
  for (let j = 0, i = 0; j < rows; j++) {
    straight.y = box.top + (j - RIM) * step;
    for (let k = 0; k < columns; k++, i++) {
      straight.x = box.left + (k - RIM) * step;
      straight.sample();
      values[i] = straight.pixels / step;
    }
  }
  let level = 0;
  let total = 0;
  visitEdges({ width: columns, height: rows, values }, REACH, REACH / 2, (gx, _, length) => {
    total++;
    level += Math.exp(-0.5 * (gx / length / LEVEL_WIDTH) ** 2);
  });
  return total === 0 ? 0 : level / total;
}
