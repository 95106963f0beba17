/** A place or a way in space. */
export type Point = readonly [x: number, y: number, z: number];

export const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
/** From a place so far along a way. */
export const moved = (a: Point, way: Point, by: number): Point => [a[0] + by * way[0], a[1] + by * way[1], a[2] + by * way[2]];
export const scaled = (a: Point, by: number): Point => [a[0] * by, a[1] * by, a[2] * by];
export const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Point, b: Point): Point => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
