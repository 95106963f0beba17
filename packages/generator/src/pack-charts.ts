import type { Chart } from "./chart-by-view.ts";
import { vertexNormals, type Mesh } from "./mesh.ts";
import { dot, VIEW_CAMERAS } from "./view-cameras.ts";

/** A mesh whose vertices are split along the charts' seams, as a GLB wants it. */
export interface TexturedMesh {
  positions: Float32Array;
  normals: Float32Array;
  /** 0 to 1, v downward as in glTF. */
  uvs: Float32Array;
  indices: Uint32Array;
}

interface ChartBox {
  chart: number;
  left: number;
  top: number;
  width: number;
  height: number;
  x: number;
  y: number;
}

/** Texels of filled margin around each chart, so that no foreign colour bleeds in at smaller mip levels. */
const PADDING_TEXELS = 4;
/** Of the square that margins may take: with more charts than that they are narrower, down to none. */
const MAX_PADDING_SHARE = 0.25;
const SHRINK = 0.97;

/**
 * Lays the charts into one square, all at the same scale, each flat as its camera sees it. Throws a `RangeError` if
 * there are more charts than texels.
 */
export function packCharts(mesh: Mesh, charts: Chart[], textureSize: number): TexturedMesh {
  const boxes = charts.map((chart, i) => chartBox(mesh, chart, i));
  const scale = placeOnShelves(boxes, textureSize);
  const normals = vertexNormals(mesh);
  const capacity = mesh.indices.length;
  const source = new Int32Array(capacity);
  const uvs = new Float32Array(capacity * 2);
  const indices = new Uint32Array(capacity);
  const copyOf = new Int32Array(mesh.positions.length / 3);
  const usedBy = new Int32Array(mesh.positions.length / 3).fill(-1);
  let count = 0;
  for (const [i, chart] of charts.entries()) {
    const { right, up } = VIEW_CAMERAS[chart.camera];
    const box = boxes[i]!;
    for (const t of chart.triangles) {
      for (let k = 0; k < 3; k++) {
        const vertex = mesh.indices[3 * t + k]!;
        if (usedBy[vertex] !== i) {
          usedBy[vertex] = i;
          copyOf[vertex] = count;
          source[count] = vertex;
          const x = mesh.positions[3 * vertex]!;
          const y = mesh.positions[3 * vertex + 1]!;
          const z = mesh.positions[3 * vertex + 2]!;
          uvs[2 * count] = (box.x + (dot(right, x, y, z) - box.left) * scale) / textureSize;
          uvs[2 * count + 1] = (box.y + (-dot(up, x, y, z) - box.top) * scale) / textureSize;
          count++;
        }
        indices[3 * t + k] = copyOf[vertex]!;
      }
    }
  }
  return {
    positions: gather(mesh.positions, source, count),
    normals: gather(normals, source, count),
    uvs: uvs.slice(0, 2 * count),
    indices,
  };
}

function gather(values: Float32Array, source: Int32Array, count: number): Float32Array {
  const result = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) for (let k = 0; k < 3; k++) result[3 * i + k] = values[3 * source[i]! + k]!;
  return result;
}

function chartBox(mesh: Mesh, chart: Chart, index: number): ChartBox {
  const { right, up } = VIEW_CAMERAS[chart.camera];
  let left = Infinity;
  let top = Infinity;
  let farRight = -Infinity;
  let bottom = -Infinity;
  for (const t of chart.triangles) {
    for (let k = 0; k < 3; k++) {
      const o = 3 * mesh.indices[3 * t + k]!;
      const a = dot(right, mesh.positions[o]!, mesh.positions[o + 1]!, mesh.positions[o + 2]!);
      const b = -dot(up, mesh.positions[o]!, mesh.positions[o + 1]!, mesh.positions[o + 2]!);
      left = Math.min(left, a);
      farRight = Math.max(farRight, a);
      top = Math.min(top, b);
      bottom = Math.max(bottom, b);
    }
  }
  return { chart: index, left, top, width: farRight - left, height: bottom - top, x: 0, y: 0 };
}

/** Sets x and y of every box and returns the scale in texels an object unit: the largest at which all of them fit. */
function placeOnShelves(boxes: ChartBox[], textureSize: number): number {
  const padding = paddingFor(boxes.length, textureSize);
  const sorted = boxes.slice().sort((a, b) => b.height - a.height);
  const area = boxes.reduce((sum, box) => sum + box.width * box.height, 0);
  let scale = textureSize / Math.sqrt(area);
  while (!fits(sorted, scale, textureSize, padding)) scale *= SHRINK;
  return scale;
}

/** The widest margin at which so many charts fit, be they a texel each. */
function paddingFor(count: number, textureSize: number): number {
  if (count > textureSize ** 2) throw new RangeError(`A texture of ${textureSize}² has no room for ${count} charts.`);
  for (let padding = PADDING_TEXELS; padding > 0; padding--) if (count <= MAX_PADDING_SHARE * Math.floor(textureSize / (2 * padding + 1)) ** 2) return padding;
  return 0;
}

function fits(sorted: ChartBox[], scale: number, textureSize: number, padding: number): boolean {
  let x = 0;
  let y = 0;
  let shelf = 0;
  for (const box of sorted) {
    const width = Math.max(1, Math.ceil(box.width * scale)) + 2 * padding;
    const height = Math.max(1, Math.ceil(box.height * scale)) + 2 * padding;
    if (width > textureSize) return false;
    if (x + width > textureSize) {
      x = 0;
      y += shelf;
      shelf = 0;
    }
    if (y + height > textureSize) return false;
    box.x = x + padding;
    box.y = y + padding;
    x += width;
    shelf = Math.max(shelf, height);
  }
  return true;
}
