import { packGlb } from "./pack-glb.ts";

const FLOAT = 5126;
const UNSIGNED_SHORT = 5123;
const SEGMENTS = 48;

/** A vase, turned from an outline: a small valid GLB with one material of the given colour (linear RGB), so many times 0.95 high. */
export function createGlb([red, green, blue]: readonly [number, number, number] = [0.62, 0.16, 0.09], scale = 1): Uint8Array<ArrayBuffer> {
  const outline = [[0.0, 0.0], [0.26, 0.0], [0.36, 0.12], [0.4, 0.32], [0.34, 0.55], [0.2, 0.72], [0.18, 0.82], [0.26, 0.95], [0.22, 0.95], [0.12, 0.8]] as const;
  const positions: number[] = [];
  const normals: number[] = [];
  const indices: number[] = [];
  outline.forEach(([radius, height], ring) => {
    const [before, after] = [outline[Math.max(0, ring - 1)] ?? [0, 0], outline[Math.min(outline.length - 1, ring + 1)] ?? [0, 0]];
    const [outward, upward] = [after[1] - before[1], before[0] - after[0]];
    const length = Math.hypot(outward, upward) || 1;
    for (let segment = 0; segment <= SEGMENTS; segment++) {
      const angle = (segment / SEGMENTS) * 2 * Math.PI;
      positions.push(radius * Math.cos(angle), height, radius * Math.sin(angle));
      normals.push((outward / length) * Math.cos(angle), upward / length, (outward / length) * Math.sin(angle));
      if (ring === 0 || segment === SEGMENTS) continue;
      const [low, high] = [(ring - 1) * (SEGMENTS + 1) + segment, ring * (SEGMENTS + 1) + segment];
      indices.push(low, high, low + 1, low + 1, high, high + 1);
    }
  });
  const position = new Float32Array(positions);
  const normal = new Float32Array(normals);
  const index = new Uint16Array(indices);
  const binary = new Uint8Array(position.byteLength + normal.byteLength + index.byteLength);
  [position, normal, index].reduce((offset, part) => {
    binary.set(new Uint8Array(part.buffer), offset);
    return offset + part.byteLength;
  }, 0);
  const json = {
    asset: { version: "2.0" },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, scale: [scale, scale, scale] }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, NORMAL: 1 }, indices: 2, material: 0 }] }],
    materials: [{ doubleSided: true, pbrMetallicRoughness: { baseColorFactor: [red, green, blue, 1], metallicFactor: 0, roughnessFactor: 0.45 } }],
    buffers: [{ byteLength: binary.byteLength }],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: position.byteLength },
      { buffer: 0, byteOffset: position.byteLength, byteLength: normal.byteLength },
      { buffer: 0, byteOffset: position.byteLength + normal.byteLength, byteLength: index.byteLength },
    ],
    accessors: [
      { bufferView: 0, componentType: FLOAT, count: position.length / 3, type: "VEC3", min: [-0.4, 0, -0.4], max: [0.4, 0.95, 0.4] },
      { bufferView: 1, componentType: FLOAT, count: normal.length / 3, type: "VEC3" },
      { bufferView: 2, componentType: UNSIGNED_SHORT, count: index.length, type: "SCALAR" },
    ],
  };
  return packGlb(new TextEncoder().encode(JSON.stringify(json)), binary);
}
