import type { Model } from "../src/model.ts";

export type Point = readonly number[];
export type Triangle = readonly [Point, Point, Point];

/** Of triangles that close a body: what is in it. */
export function volumeOf(triangles: readonly Triangle[]): number {
  return triangles.reduce((sum, [a, b, c]) => sum + (a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) + a[1]! * (b[2]! * c[0]! - b[0]! * c[2]!) + a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!)) / 6, 0);
}

/** The least and the greatest of each axis. */
export function extentOf(triangles: readonly Triangle[]): { min: number[]; max: number[] } {
  const along = (pick: (...values: number[]) => number) => [0, 1, 2].map((axis) => triangles.flat().reduce((best, point) => pick(best, point[axis]!), pick() * 1));
  return { min: along(Math.min), max: along(Math.max) };
}

/** As the model has them: metres, Y up. */
export function trianglesOf({ parts }: Pick<Model, "parts">): Triangle[] {
  return parts.flatMap(({ positions, indices }) => {
    const point = (vertex: number) => [...positions.subarray(3 * vertex, 3 * vertex + 3)];
    return Array.from({ length: indices.length / 3 }, (_, at): Triangle => [point(indices[3 * at]!), point(indices[3 * at + 1]!), point(indices[3 * at + 2]!)]);
  });
}

const PLAIN = { metallic: 0, roughness: 1, emissive: [0, 0, 0], baseColorTexture: null, metallicRoughnessTexture: null, normalTexture: null, occlusionTexture: null, emissiveTexture: null, alphaMode: "opaque", alphaCutoff: 0.5, isDoubleSided: false, extensions: [] } as const;

/** A model of one part, without a file. */
export function modelOf(positions: ArrayLike<number>, indices: ArrayLike<number>, name = "model"): Model {
  const part = { name, material: 0, positions: Float32Array.from(positions), indices: Uint32Array.from(indices), normals: null, uvs: null, colors: null };
  return { name, parts: [part], materials: [{ ...PLAIN, name: "plain", baseColor: [1, 1, 1, 1] }], textures: [], dropped: new Set() };
}

/** A ball of one metre's radius, closed at its seam and its poles, of `2 * rows * (rows - 1) * 2` triangles. */
export function ballOf(rows: number, name = "ball"): Model {
  const columns = 2 * rows;
  const positions = [0, 1, 0];
  for (let row = 1; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [down, around] = [(Math.PI * row) / rows, (2 * Math.PI * column) / columns];
      positions.push(Math.sin(down) * Math.cos(around), Math.cos(down), -Math.sin(down) * Math.sin(around));
    }
  }
  positions.push(0, -1, 0);
  const vertex = (row: number, column: number) => (row === 0 ? 0 : row === rows ? positions.length / 3 - 1 : 1 + (row - 1) * columns + (column % columns));
  const indices: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [a, b, c, d] = [vertex(row, column), vertex(row + 1, column), vertex(row + 1, column + 1), vertex(row, column + 1)];
      if (row < rows - 1) indices.push(a, b, c);
      if (row > 0) indices.push(a, c, d);
    }
  }
  return modelOf(positions, indices, name);
}
