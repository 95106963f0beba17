import type { TexturedMesh } from "../src/index.ts";

export interface VoxelBox {
  /** Centre of the cube of `gridSize`³ cells, and its edge, in the mesh's units. */
  center: readonly [number, number, number];
  edge: number;
  gridSize: number;
}

/** 1 for each cell whose centre lies inside the closed mesh (parity along z); x fastest, then y, then z. */
export function voxelizeMesh(mesh: Pick<TexturedMesh, "positions" | "indices">, box: VoxelBox): Uint8Array {
  const { gridSize: n } = box;
  const cell = box.edge / n;
  const toCells = (value: number, axis: 0 | 1 | 2): number => (value - box.center[axis]) / cell + n / 2 - 0.5;
  const crossings = Array.from({ length: n * n }, (): number[] => []);
  const { positions: p, indices } = mesh;
  // A tiny shift keeps cell centres off the edges, where parity would count twice.
  const shiftX = 1.23e-5;
  const shiftY = 2.71e-5;
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [3 * indices[t]!, 3 * indices[t + 1]!, 3 * indices[t + 2]!];
    const [x0, y0, z0] = [toCells(p[a]!, 0) + shiftX, toCells(p[a + 1]!, 1) + shiftY, toCells(p[a + 2]!, 2)];
    const [x1, y1, z1] = [toCells(p[b]!, 0) + shiftX, toCells(p[b + 1]!, 1) + shiftY, toCells(p[b + 2]!, 2)];
    const [x2, y2, z2] = [toCells(p[c]!, 0) + shiftX, toCells(p[c + 1]!, 1) + shiftY, toCells(p[c + 2]!, 2)];
    const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
    if (area === 0) continue;
    for (let y = Math.max(0, Math.ceil(Math.min(y0, y1, y2))); y <= Math.min(n - 1, Math.max(y0, y1, y2)); y++) {
      for (let x = Math.max(0, Math.ceil(Math.min(x0, x1, x2))); x <= Math.min(n - 1, Math.max(x0, x1, x2)); x++) {
        const v = ((x - x0) * (y2 - y0) - (x2 - x0) * (y - y0)) / area;
        const w = ((x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)) / area;
        if (v < 0 || w < 0 || v + w > 1) continue;
        crossings[y * n + x]!.push(z0 + v * (z1 - z0) + w * (z2 - z0));
      }
    }
  }
  const occupancy = new Uint8Array(n * n * n);
  for (let i = 0; i < crossings.length; i++) {
    const sorted = crossings[i]!.sort((a, b) => a - b);
    for (let k = 0; k + 1 < sorted.length; k += 2) {
      for (let z = Math.max(0, Math.ceil(sorted[k]!)); z <= Math.min(n - 1, sorted[k + 1]!); z++) occupancy[z * n * n + i] = 1;
    }
  }
  return occupancy;
}

export function volumeIou(a: Uint8Array, b: Uint8Array): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < a.length; i++) {
    both += a[i]! & b[i]!;
    either += a[i]! | b[i]!;
  }
  return both / either;
}
