import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ballOf, modelOf, trianglesOf, volumeOf } from "../../test/measure.ts";
import { lathe } from "../../test/lathe.ts";
import { findShells } from "./find-shells.ts";
import { mergeCoplanar } from "./merge-coplanar.ts";
import { nestShells } from "./nest-shells.ts";
import { pairEdges } from "./pair-edges.ts";
import { weldTriangles } from "./weld-triangles.ts";

type Cell = readonly [number, number, number];
type Corner = readonly [number, number, number];

/** The outside of unit cubes that touch each other, two triangles a square, each with corners of its own. */
function cubes(cells: readonly Cell[], turn: (corner: Corner) => Corner = (corner) => corner) {
  const taken = new Set(cells.map(String));
  const [positions, indices]: number[][] = [[], []];
  for (const cell of new Set(cells)) {
    for (const axis of [0, 1, 2]) {
      for (const side of [0, 1]) {
        if (taken.has(String(cell.map((value, k) => (k === axis ? value + 2 * side - 1 : value))))) continue;
        const first = positions!.length / 3;
        for (const [u, v] of side === 1 ? [[0, 0], [1, 0], [1, 1], [0, 1]] as const : [[0, 0], [0, 1], [1, 1], [1, 0]] as const) {
          const corner = [...cell];
          corner[axis]! += side;
          corner[(axis + 1) % 3]! += u;
          corner[(axis + 2) % 3]! += v;
          positions!.push(...turn(corner as unknown as Corner));
        }
        indices!.push(first, first + 1, first + 2, first, first + 2, first + 3);
      }
    }
  }
  return modelOf(positions!, indices!);
}

const block = (width: number, height: number, depth: number) => Array.from({ length: width * height * depth }, (_, at): Cell => [at % width, Math.floor(at / width) % height, Math.floor(at / (width * height))]);
const mergeOf = (model: ReturnType<typeof modelOf>) => {
  const welded = weldTriangles(model.parts);
  const { count, faces: make, tolerance } = mergeCoplanar(welded, () => 0);
  const faces = make();
  expect(faces.length).toBeLessThanOrEqual(count);
  return { ...welded, faces, tolerance, shells: findShells(faces, welded.positions) };
};

const cells = fc.uniqueArray(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 24, selector: String });
const turns = fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true })).map(([a, b, shift]) => ([x, y, z]: Corner): Corner => {
  const [u, v] = [x * Math.cos(a) - y * Math.sin(a), x * Math.sin(a) + y * Math.cos(a)];
  return [u + shift, v * Math.cos(b) - z * Math.sin(b), v * Math.sin(b) + z * Math.cos(b)];
});

describe("welding", () => {
  it("makes one vertex of one place, whatever part it is in, and of both zeros", () => {
    const welded = weldTriangles([
      { positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0), indices: Uint32Array.of(0, 1, 2) },
      { positions: Float32Array.of(-0, 0, -0, 0, 1, 0, 1, 1e-30, 0, 1, 0, 0), indices: Uint32Array.of(0, 1, 2, 0, 1, 3, 0, 0, 1) },
    ]);
    expect([...welded.positions].map(Math.fround)).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, Math.fround(1e-30), 0]);
    expect([...welded.indices]).toEqual([0, 1, 2, 0, 2, 3, 0, 2, 1]);
    expect([...welded.parts]).toEqual([0, 1, 1]);
  });

  it("loses no triangle with three places, and keeps each where it is", () => {
    fc.assert(fc.property(cells, turns, (some, turn) => {
      const model = cubes(some, turn);
      const { positions, indices, parts } = weldTriangles(model.parts);
      expect(trianglesOf({ parts: [{ ...model.parts[0]!, positions, indices }] })).toEqual(trianglesOf(model));
      expect(parts.length).toBe(indices.length / 3);
      expect(new Set(Array.from({ length: positions.length / 3 }, (_, at) => String(positions.subarray(3 * at, 3 * at + 3)))).size).toBe(positions.length / 3);
    }), { numRuns: 50 }); // prettier-ignore
  });
});

describe("pairing of edges", () => {
  it("finds the other side where exactly two meet, the one way and the other", () => {
    fc.assert(fc.property(fc.array(fc.uniqueArray(fc.nat(6), { minLength: 3, maxLength: 3 }), { maxLength: 30 }), (triangles) => {
      const indices = Uint32Array.from(triangles.flat());
      const ends = (side: number) => [indices[side]!, indices[side % 3 === 2 ? side - 2 : side + 1]!] as const;
      const uses = (from: number, to: number) => [...indices.keys()].filter((side) => String(ends(side)) === `${from},${to}`);
      pairEdges(indices).forEach((pair, side) => {
        const [from, to] = ends(side);
        const [same, other] = [uses(from, to), uses(to, from)];
        expect(pair).toBe(same.length === 1 && other.length === 1 ? other[0] : -1);
      });
    }), { numRuns: 100 }); // prettier-ignore
  });
});

describe("merging what is in one plane", () => {
  it("makes one face of a disc of slivers, wherever it lies", () => {
    for (const steps of [32, 48, 100, 128, 200]) for (const slant of [0.2, 0.5, 1.1]) expect([steps, slant, mergeOf(lathe([[0, 0], [1, 0], [1, 3], [0, 3]], steps, slant)).faces.length]).toEqual([steps, slant, steps + 2]);
  });

  it("gives a box six faces of four corners, however finely it is cut", () => {
    const { faces, shells } = mergeOf(cubes(block(7, 5, 3)));
    expect(faces.map(({ loops }) => loops.map(({ length }) => length))).toEqual(Array.from({ length: 6 }, () => [4]));
    expect(shells).toMatchObject([{ isClosed: true, volume: expect.closeTo(105, 4) as number }]);
  });

  it("gives a face its holes", () => {
    const { faces, shells } = mergeOf(cubes(block(3, 3, 1).filter(([x, y]) => x !== 1 || y !== 1)));
    expect(faces.map(({ loops }) => loops.length).sort()).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 2, 2]);
    expect(shells).toMatchObject([{ isClosed: true, volume: expect.closeTo(8, 5) as number }]);
  });

  it("keeps what a model encloses, and its closedness, of any cubes that are turned anyhow", () => {
    fc.assert(fc.property(cells, turns, (some, turn) => {
      const model = cubes(some, turn);
      const { faces, shells, positions, tolerance } = mergeOf(model);
      expect(shells.reduce((sum, { volume }) => sum + volume, 0)).toBeCloseTo(some.length, 3);
      expect(faces.length).toBeLessThanOrEqual(model.parts[0]!.indices.length / 3);
      for (const { plane, loops } of faces) {
        const corners = loops.flat();
        expect(new Set(corners).size).toBe(corners.length);
        for (const vertex of corners) {
          const distance = plane.normal.reduce((sum, value, axis) => sum + value * positions[3 * vertex + axis]!, 0);
          expect(Math.abs(distance - plane.distance)).toBeLessThanOrEqual(tolerance);
        }
      }
      // Only cubes that meet in an edge alone leave an edge that four faces use.
      const isOpen = shells.some(({ isClosed }) => !isClosed);
      expect(isOpen).toBe(pairEdges(weldTriangles(model.parts).indices).includes(-1));
    }), { numRuns: 100 }); // prettier-ignore
  });

  it("leaves what is curved as it is", () => {
    const ball = ballOf(24);
    const { faces, shells } = mergeOf(ball);
    // Of a ball's belts each field is flat; the two rings around its poles are triangles.
    expect(faces.length).toBe(24 * 2 * 24);
    expect(shells).toMatchObject([{ isClosed: true, volume: expect.closeTo(volumeOf(trianglesOf(ball)), 5) as number }]);
  });

  it("takes needles between a long edge and its halves into what is beside them", () => {
    // A square in two triangles; at the halves of its lower edge hang two more, each in a plane of its own. Between them: a triangle without an area.
    const { faces, shells } = mergeOf(modelOf([0, 0, 0, 2, 0, 0, 2, 2, 0, 0, 2, 0, 1, 0, 0, 1, 0, -2, 1, 1, -2], [0, 1, 2, 0, 2, 3, 0, 4, 1, 0, 5, 4, 4, 6, 1]));
    expect(faces.map(({ loops }) => loops.map(({ length }) => length))).toEqual([[5], [3], [3]]);
    expect(shells.length).toBe(1);
  });

  it("leaves triangles where the outline would touch itself", () => {
    const { faces } = mergeOf(cubes(block(3, 3, 1).filter(([x, y]) => (x !== 1 || y !== 1) && (x !== 2 || y !== 2))));
    for (const { loops } of faces) expect(new Set(loops.flat()).size).toBe(loops.flat().length);
    expect(faces.filter(({ plane: { normal } }) => Math.abs(normal[2]) > 0.5).length).toBe(2 * 2 * 7);
  });

  it("knows an open surface, and one of which a part is turned", () => {
    const [part] = cubes([[0, 0, 0]]).parts;
    const closed = (indices: Uint32Array) => mergeOf({ ...ballOf(3), parts: [{ ...part!, indices }] }).shells.map(({ isClosed }) => isClosed);
    expect(closed(part!.indices)).toEqual([true]);
    expect(closed(part!.indices.slice(6))).toEqual([false]);
    expect(closed(Uint32Array.from([...part!.indices.slice(0, 6)].reverse().concat([...part!.indices.slice(6)])))).toEqual([false]);
  });

  it("does not merge what is folded back on itself", () => {
    expect(mergeOf(modelOf([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0.2, 0], [0, 1, 2, 1, 0, 3])).faces.length).toBe(2);
    expect(mergeOf(modelOf([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, -0.2, 0], [0, 1, 2, 1, 0, 3])).faces.length).toBe(1);
  });

  it("does not merge what is of another kind", () => {
    const model = cubes(block(2, 1, 1));
    const welded = weldTriangles([...model.parts, ...cubes([[5, 0, 0]]).parts]);
    expect(mergeCoplanar(welded, (part) => part).faces().length).toBe(12);
    const halves = weldTriangles([0, 1].map((half) => ({ ...model.parts[0]!, indices: model.parts[0]!.indices.filter((_, at) => Math.floor(at / 3) % 2 === half) })));
    expect(mergeCoplanar(halves, (part) => part).faces().length).toBe(20);
  });
});

describe("nesting of shells", () => {
  const shells = (...models: ReturnType<typeof modelOf>[]) => {
    const welded = weldTriangles(models.flatMap(({ parts }) => parts));
    return nestShells(findShells(mergeCoplanar(welded, () => 0).faces(), welded.positions), welded.positions);
  };
  const inwards = (model: ReturnType<typeof modelOf>) => ({ ...model, parts: model.parts.map((part) => ({ ...part, indices: part.indices.slice().reverse() })) });

  it("knows a hollow from a body, and from one that is inside out", () => {
    const hollow = shells(cubes(block(3, 3, 3).filter((cell) => String(cell) !== "1,1,1")));
    expect(hollow).toMatchObject([{ outer: { volume: expect.closeTo(27, 4) as number }, voids: [{ volume: expect.closeTo(-1, 5) as number }] }]);
    expect(shells(cubes(block(3, 3, 3)), inwards(cubes([[9, 0, 0]])))).toMatchObject([{ voids: [] }, { outer: { volume: expect.closeTo(1, 5) as number }, voids: [] }]);
  });
});
