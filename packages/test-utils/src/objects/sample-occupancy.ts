import { largestDimension, type ProductObject } from "./product-object.ts";

const BLOCK_CELLS = 8;

/**
 * Ground truth of a shape on a cubic grid.
 *
 * @param gridSize cells along each axis.
 * @param bounds box whose largest dimension becomes the cube's edge, centred; the object's own when left out.
 * @returns gridSize³ bytes, x fastest, then y, then z; 1 where the cell's centre is inside the object.
 */
export function sampleOccupancy(object: ProductObject, gridSize: number, bounds: ProductObject["bounds"] = object.bounds): Uint8Array {
  const edge = largestDimension({ ...object, bounds });
  const cell = edge / gridSize;
  const [originX, originY, originZ] = [0, 1, 2].map(
    (axis) => ((bounds.min[axis] as number) + (bounds.max[axis] as number)) / 2 - edge / 2 + cell / 2,
  ) as [number, number, number];
  const occupancy = new Uint8Array(gridSize * gridSize * gridSize);
  // A distance larger than the block's half diagonal decides the whole block at once.
  const reach = ((BLOCK_CELLS - 1) / 2) * cell * Math.sqrt(3);
  const middle = ((BLOCK_CELLS - 1) / 2) * cell;
  for (let bz = 0; bz < gridSize; bz += BLOCK_CELLS) {
    for (let by = 0; by < gridSize; by += BLOCK_CELLS) {
      for (let bx = 0; bx < gridSize; bx += BLOCK_CELLS) {
        const distance = object.distance(originX + bx * cell + middle, originY + by * cell + middle, originZ + bz * cell + middle);
        if (distance > reach) continue;
        const full = distance < -reach;
        const endZ = Math.min(bz + BLOCK_CELLS, gridSize);
        const endY = Math.min(by + BLOCK_CELLS, gridSize);
        const endX = Math.min(bx + BLOCK_CELLS, gridSize);
        for (let z = bz; z < endZ; z++) {
          for (let y = by; y < endY; y++) {
            const row = (z * gridSize + y) * gridSize;
            for (let x = bx; x < endX; x++) {
              if (full || object.distance(originX + x * cell, originY + y * cell, originZ + z * cell) < 0) occupancy[row + x] = 1;
            }
          }
        }
      }
    }
  }
  return occupancy;
}
