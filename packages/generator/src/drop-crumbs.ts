import type { ScalarField } from "./outline-grids.ts";

/**
 * Drops from a field what its surface would lose as fragments (`removeFragments`): samples inside that hang together, but have too few of all those that
 * lie at a surface. What goes is barely outside. Samples on the rim of the grid have to be outside. Changes the field in place.
 *
 * @param minShare of all inside samples that have one outside beside them.
 */
export function dropCrumbs(field: ScalarField, minShare: number): void {
  const { values, cellSize } = field;
  const parts = labelParts(field);
  if (parts.sizes.length <= 1) return;
  const least = minShare * parts.sizes.reduce((sum, size) => sum + size, 0);
  const isKept = Uint8Array.from(parts.sizes, (size) => (size >= least ? 1 : 0));
  if (isKept.every((kept) => kept === 1)) return;
  for (let i = 0; i < values.length; i++) if (parts.labels[i]! > 0 && isKept[parts.labels[i]! - 1] === 0) values[i] = Math.min(cellSize, -values[i]!) || cellSize;
}

/** Of each sample the number of its part, from 1, or 0 outside; and how many samples of each part have one outside beside them. */
function labelParts({ values, nx, ny }: ScalarField): { labels: Int32Array; sizes: number[] } {
  const steps = Int32Array.of(1, -1, nx, -nx, nx * ny, -nx * ny);
  const labels = new Int32Array(values.length);
  const sizes: number[] = [];
  const stack: number[] = [];
  for (let start = 0; start < values.length; start++) {
    if (values[start]! >= 0 || labels[start] !== 0) continue;
    const label = sizes.length + 1;
    labels[start] = label;
    stack.push(start);
    sizes.push(floodPart(values, labels, steps, stack, label));
  }
  return { labels, sizes };
}

function floodPart(values: Float32Array, labels: Int32Array, steps: Int32Array, stack: number[], label: number): number {
  let atSurface = 0;
  while (stack.length > 0) {
    const sample = stack.pop()!;
    let isOpen = false;
    for (let k = 0; k < 6; k++) {
      const beside = sample + steps[k]!;
      if (values[beside]! >= 0) isOpen = true;
      else if (labels[beside] === 0) {
        labels[beside] = label;
        stack.push(beside);
      }
    }
    if (isOpen) atSurface++;
  }
  return atSurface;
}
