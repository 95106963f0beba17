import type { Mesh } from "./mesh.ts";
import { vertexNormals } from "./mesh.ts";
import type { CameraName } from "./view-cameras.ts";

/** A connected patch that is seen whole from one camera, so that a photo from there is its texture unwarped. */
export interface Chart {
  camera: CameraName;
  triangles: number[];
}

/** In the order of the labels: axis times two, plus one for the negative side. */
const CAMERAS: readonly CameraName[] = ["right", "left", "top", "bottom", "front", "back"];
/** A triangle may join a chart whose camera it faces at least this much; less would smear its texels. */
const MIN_FACING = 0.15;
const SMOOTH_ROUNDS = 8;
const MERGE_ROUNDS = 3;
const MIN_TRIANGLES = 12;
const MIN_SHARE = 0.001;

/** Cuts a closed mesh into charts by the camera that each triangle faces; small patches join their neighbours. */
export function chartByView(mesh: Mesh): Chart[] {
  const count = mesh.indices.length / 3;
  const facing = triangleNormals(mesh);
  const neighbours = triangleNeighbours(mesh);
  const labels = initialLabels(mesh, facing);
  smoothLabels(labels, neighbours, facing);
  let charts = collectCharts(labels, neighbours);
  for (let round = 0; round < MERGE_ROUNDS; round++) {
    const small = charts.filter((chart) => chart.length < Math.max(MIN_TRIANGLES, count * MIN_SHARE));
    let merged = 0;
    for (const chart of small) if (mergeChart(chart, labels, neighbours, facing)) merged++;
    if (merged === 0) break;
    charts = collectCharts(labels, neighbours);
  }
  return charts.map((triangles) => ({ camera: CAMERAS[labels[triangles[0]!]!]!, triangles }));
}

function triangleNormals(mesh: Mesh): Float32Array {
  const { positions: p, indices } = mesh;
  const normals = new Float32Array(indices.length);
  for (let t = 0; t < indices.length; t += 3) {
    const a = 3 * indices[t]!;
    const b = 3 * indices[t + 1]!;
    const c = 3 * indices[t + 2]!;
    const ux = p[b]! - p[a]!;
    const uy = p[b + 1]! - p[a + 1]!;
    const uz = p[b + 2]! - p[a + 2]!;
    const vx = p[c]! - p[a]!;
    const vy = p[c + 1]! - p[a + 1]!;
    const vz = p[c + 2]! - p[a + 2]!;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
    normals[t] = nx / length;
    normals[t + 1] = ny / length;
    normals[t + 2] = nz / length;
  }
  return normals;
}

/** The triangle across each of a triangle's three edges. */
function triangleNeighbours(mesh: Mesh): Int32Array {
  const { indices } = mesh;
  const vertexCount = mesh.positions.length / 3;
  const open = new Map<number, number>();
  const neighbours = new Int32Array(indices.length).fill(-1);
  for (let i = 0; i < indices.length; i++) {
    const t = Math.floor(i / 3);
    const a = indices[i]!;
    const b = indices[3 * t + ((i + 1) % 3)]!;
    const key = a < b ? a * vertexCount + b : b * vertexCount + a;
    const other = open.get(key);
    if (other === undefined) {
      open.set(key, i);
      continue;
    }
    neighbours[i] = Math.floor(other / 3);
    neighbours[other] = t;
  }
  return neighbours;
}

function facingOf(normals: Float32Array, triangle: number, label: number): number {
  return normals[3 * triangle + (label >> 1)]! * (label & 1 ? -1 : 1);
}

/** By the smooth normals first, so that a rough surface does not fall apart; by the flat one where that would smear. */
function initialLabels(mesh: Mesh, facing: Float32Array): Uint8Array {
  const smooth = vertexNormals(mesh);
  const { indices } = mesh;
  const labels = new Uint8Array(indices.length / 3);
  const sum = new Float32Array(3);
  for (let t = 0; t < labels.length; t++) {
    sum.fill(0);
    for (let k = 0; k < 3; k++) for (let e = 0; e < 3; e++) sum[e] = sum[e]! + smooth[3 * indices[3 * t + k]! + e]!;
    labels[t] = mainDirection(sum, 0);
    if (facingOf(facing, t, labels[t]!) < MIN_FACING) labels[t] = mainDirection(facing, 3 * t);
  }
  return labels;
}

function mainDirection(vectors: Float32Array, at: number): number {
  let axis = 0;
  for (let e = 1; e < 3; e++) if (Math.abs(vectors[at + e]!) > Math.abs(vectors[at + axis]!) + 1e-6) axis = e;
  return axis * 2 + (vectors[at + axis]! < 0 ? 1 : 0);
}

/** A triangle with two neighbours of another label takes that label, if it faces that camera. */
function smoothLabels(labels: Uint8Array, neighbours: Int32Array, facing: Float32Array): void {
  for (let round = 0; round < SMOOTH_ROUNDS; round++) {
    for (let t = 0; t < labels.length; t++) {
      for (let e = 0; e < 3; e++) {
        const a = neighbours[3 * t + e]!;
        const b = neighbours[3 * t + ((e + 1) % 3)]!;
        if (a < 0 || b < 0) continue;
        const label = labels[a]!;
        if (label === labels[b] && label !== labels[t] && facingOf(facing, t, label) > MIN_FACING) labels[t] = label;
      }
    }
  }
}

function collectCharts(labels: Uint8Array, neighbours: Int32Array): number[][] {
  const taken = new Uint8Array(labels.length);
  const charts: number[][] = [];
  for (let start = 0; start < labels.length; start++) {
    if (taken[start] === 1) continue;
    const chart = [start];
    taken[start] = 1;
    for (let q = 0; q < chart.length; q++) {
      const t = chart[q]!;
      for (let e = 0; e < 3; e++) {
        const next = neighbours[3 * t + e]!;
        if (next < 0 || taken[next] === 1 || labels[next] !== labels[start]) continue;
        taken[next] = 1;
        chart.push(next);
      }
    }
    charts.push(chart);
  }
  return charts;
}

/** Gives the chart to the neighbouring camera with the longest common border that all of its triangles face. */
function mergeChart(chart: number[], labels: Uint8Array, neighbours: Int32Array, facing: Float32Array): boolean {
  const own = labels[chart[0]!]!;
  const border = new Int32Array(CAMERAS.length);
  for (const t of chart) {
    for (let e = 0; e < 3; e++) {
      const next = neighbours[3 * t + e]!;
      if (next >= 0 && labels[next] !== own) border[labels[next]!] = border[labels[next]!]! + 1;
    }
  }
  const byBorder = CAMERAS.map((_, label) => label).sort((a, b) => border[b]! - border[a]!);
  for (const label of byBorder) {
    if (border[label] === 0) return false;
    if (!chart.every((t) => facingOf(facing, t, label) > MIN_FACING)) continue;
    for (const t of chart) labels[t] = label;
    return true;
  }
  return false;
}
