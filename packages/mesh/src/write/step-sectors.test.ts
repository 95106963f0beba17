import { describe, expect, it } from "vitest";
import { bend, extrude, milledPath, type Outline } from "../../test/extrude.ts";
import { lathe } from "../../test/lathe.ts";
import { readStepFaces } from "../../test/read-step-faces.ts";
import type { Model } from "../model.ts";
import { besideOf } from "../topology/find-bands.ts";
import { findSectors } from "../topology/find-sectors.ts";
import { mergeCoplanar } from "../topology/merge-coplanar.ts";
import { weldTriangles } from "../topology/weld-triangles.ts";

/** Four by two metres, its corners rounded off by half a metre. */
const plate = (steps: number): Outline => [[1.5, 0.5], [-1.5, 0.5], [-1.5, -0.5], [1.5, -0.5]].flatMap(([x, z], at) => bend([x!, z!], 0.5, 90 * at, 90 * (at + 1), steps));
const PLATE_AREA = 8 - (4 - Math.PI) * 0.25;
const OUT = { kind: "CYLINDRICAL_SURFACE", sense: ".T." };
const all = <Kind>(count: number, of: Kind): Kind[] => Array.from({ length: count }, () => of);
/** The same triangles, shared out among parts of a material each. */
function shared(model: Model, partOf: (triangle: number) => number): Model {
  const [part] = model.parts;
  const count = part!.indices.length / 3;
  const parts = [0, 1].map((material) => ({ ...part!, name: `part ${material}`, material, indices: Uint32Array.from(Array.from({ length: count }, (_, at) => at).filter((at) => partOf(at) === material).flatMap((at) => [...part!.indices.subarray(3 * at, 3 * at + 3)])) }));
  return { ...model, parts, materials: [model.materials[0]!, { ...model.materials[0]!, name: "other", baseColor: [1, 0, 0, 1] }] };
}

describe("what is round in a part in a STEP", () => {
  it("is a part of a cylinder between two arcs, on the outlines of the flats that it meets", async () => {
    // A thousand are nearly flat for a while wherever one begins.
    for (const steps of [6, 8, 90, 1000]) {
      const { card, faces, rounds, uses, loops, solids, circles, area, volume } = await readStepFaces(extrude(plate(steps), [0, 0.5]));
      expect(rounds).toEqual(all(4, { ...OUT, numbers: [0.5] }));
      expect([faces.length, card.faces, circles, solids, uses]).toEqual([10, 10, 8, 1, [".F. .T."]]);
      for (const ends of loops) ends.forEach(([, to], k) => expect(to).toBe(ends[(k + 1) % ends.length]![0]));
      expect([volume, area]).toEqual([expect.closeTo(PLATE_AREA / 2, 4), expect.closeTo(2 * PLATE_AREA + (8 + Math.PI) * 0.5, 4)]);
    }
  });

  it("is half of one at the end of a slot, and most of one beside a flat", async () => {
    const slot = await readStepFaces(extrude([...bend([1, 0], 1, -90, 90, 12), ...bend([-1, 0], 1, 90, 270, 20)], [0, 1, 3]));
    expect([slot.faces.length, slot.rounds, slot.uses, slot.volume]).toEqual([6, all(2, { ...OUT, numbers: [1] }), [".F. .T."], expect.closeTo(3 * (4 + Math.PI), 4)]);
    const shaft = await readStepFaces(extrude(bend([0, 0], 1, 30, 330, 40), [0, 2]));
    expect([shaft.faces.length, shaft.rounds, shaft.uses]).toEqual([4, [{ ...OUT, numbers: [1] }], [".F. .T."]]);
    expect(shaft.volume).toBeCloseTo(2 * ((5 * Math.PI) / 6 + Math.sin(Math.PI / 3) / 2), 4);
  });

  it("is a groove, seen from within, and goes on into what is rounded off", async () => {
    for (const steps of [9, 16]) {
      const { faces, rounds, uses, volume } = await readStepFaces(extrude(milledPath(steps), [0, 1]));
      expect([faces.length, rounds.map(({ sense }) => String(sense)).sort(), uses]).toEqual([12, [".F.", ...all(4, ".T.")], [".F. .T."]]);
      expect(volume).toBeCloseTo(PLATE_AREA - ((2 * Math.PI) / 3 - Math.sin((2 * Math.PI) / 3)) / 8, 4);
    }
    const wave = await readStepFaces(extrude([...bend([0.5, 0], 0.5, 60, 120, 12), ...bend([0, Math.sqrt(0.75)], 0.5, -60, -120, 10).slice(1), [-0.25, -1], [0.75, -1]], [0, 1], { within: [0.2, -0.9] }));
    expect([wave.faces.length, wave.rounds.map(({ sense }) => String(sense)).sort(), wave.uses, wave.volume]).toEqual([7, [".F.", ".T."], [".F. .T."], expect.closeTo(1 + Math.sqrt(0.1875), 4)]);
  });

  it("shares its arc with what goes on in another colour, and ends where a flat does", async () => {
    const plain = extrude(plate(8), [0, 1, 2]);
    const steps = 4 * 9;
    const layers = await readStepFaces(shared(plain, (triangle) => (triangle % 6 < 2 || triangle % 6 === 4 ? 0 : 1)));
    expect([layers.faces.length, layers.rounds.length, layers.circles, layers.uses, layers.volume]).toEqual([18, 8, 12, [".F. .T."], expect.closeTo(2 * PLATE_AREA, 4)]);
    const halves = await readStepFaces(shared(extrude(bend([0, 0], 1, 0, 360, steps).slice(1), [0, 1]), (triangle) => (Math.floor(triangle / 4) < steps / 2 ? 0 : 1)));
    expect([halves.faces.length, halves.rounds, halves.uses, halves.volume]).toEqual([6, all(2, { ...OUT, numbers: [1] }), [".F. .T."], expect.closeTo(Math.PI, 4)]);
  });

  it("is what a dent leaves of a whole one, and has no ends where the surface has none", async () => {
    const rod = lathe([[0, 0], [1, 0], [1, 3], [0, 3]], 32);
    const [part] = rod.parts;
    const dented = await readStepFaces({ ...rod, parts: [{ ...part!, positions: part!.positions.map((value, at) => (at === 3 * 5 + 1 ? value + 0.01 : value)) }] });
    expect([dented.rounds, dented.uses, dented.faces.length < 12]).toEqual([[{ ...OUT, numbers: [1] }], [".F. .T."], true]);
    const open = await readStepFaces(extrude(plate(8), [0, 0.5], { hasFlats: false }));
    expect([open.faces.length, open.rounds.length, open.solids, open.area]).toEqual([8, 4, 0, expect.closeTo((8 + Math.PI) * 0.5, 4)]);
  });

  it("has its corners where another body touches it along one of them", async () => {
    const below = extrude(plate(8), [0, 1]);
    const [part] = below.parts;
    const touched = part!.positions.subarray(3 * (36 + 3), 3 * (36 + 5));
    const wedge = { ...part!, positions: Float32Array.from([...touched, 0.5, 3, 0.5, 1, 3, 1.5]), indices: Uint32Array.from([0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3]) };
    for (const parts of [[part!, wedge], [wedge, part!]]) {
      const { rounds, loops, faces } = await readStepFaces({ ...below, parts }, { repair: false });
      for (const ends of loops) ends.forEach(([, to], k) => expect(to).toBe(ends[(k + 1) % ends.length]![0]));
      expect([rounds.length, faces.length]).toEqual([4, 9 + 5 + 4]);
    }
  });

  it("is not of one piece across a line on which something else stands", async () => {
    const wall = extrude(bend([0, 0], 1, 0, 360, 48).slice(1), [0, 1], { hasFlats: false, slant: 0 });
    const half = { ...wall.parts[0]!, indices: wall.parts[0]!.indices.slice(0, 6 * 24) };
    const foot = [...half.positions.subarray(3 * 12, 3 * 13)];
    const fin = [...foot, foot[0]!, 1, foot[2]!, 2 * foot[0]!, 1, 2 * foot[2]!, 2 * foot[0]!, 0, 2 * foot[2]!];
    for (const indices of [[0, 1, 2, 0, 2, 3], [0, 2, 1, 0, 3, 2]]) {
      const { rounds, faces } = await readStepFaces({ ...wall, parts: [half, { ...half, positions: Float32Array.from(fin), indices: Uint32Array.from(indices) }] }, { repair: false });
      expect([rounds.length, faces.length]).toEqual([2, 3]);
    }
  });

  it("is looked for in a stack that comes to nothing in steps of its length", () => {
    const looksPerFace = (model: Model) => {
      const welded = weldTriangles(model.parts);
      const merged = mergeCoplanar(welded, (part) => part);
      const faces = merged.faces();
      let looks = 0;
      class Counted<Key, Value> extends Map<Key, Value> {
        override get(key: Key) {
          looks++;
          return super.get(key);
        }
      }
      const { sectors } = findSectors(faces, new Counted(besideOf(faces)), welded.positions, merged.tolerance);
      expect(sectors.size).toBe(0);
      return looks / faces.length;
    };
    const stack = (layers: number) => {
      const whole = extrude(plate(8), Array.from({ length: layers + 1 }, (_, at) => at / 100), { hasFlats: false, slant: 0 });
      const tapered = { ...whole, parts: [{ ...whole.parts[0]!, positions: whole.parts[0]!.positions.map((value, at) => (at >= 3 * 36 * layers ? 0.9 * value : value)) }] };
      return shared(tapered, (triangle) => Math.floor((triangle % (2 * layers)) / 2) % 2);
    };
    for (const model of [stack(50), stack(400)]) expect(looksPerFace(model)).toBeLessThan(100);
  });

  it("is none that is meant with its corners, is no circle's, or is cut off aslant", async () => {
    const ellipse = (steps: number) => bend([0, 0], 1, 0, 360, steps).slice(1).map(([x, z]) => [x, 0.8 * z] as const);
    const cone = lathe([[0, 0], [1, 0], [0.5, 1], [0, 1]], 32);
    const cutCone = { ...cone, parts: [{ ...cone.parts[0]!, indices: cone.parts[0]!.indices.slice(0, 3 * 90) }] };
    const straight = extrude(plate(8), [0, 2], { slant: 0 });
    const aslant = { ...straight, parts: [{ ...straight.parts[0]!, positions: straight.parts[0]!.positions.map((value, at, whole) => (at % 3 === 1 && value > 1 ? value + 0.1 * whole[at - 1]! : value)) }] };
    for (const model of [extrude(plate(4), [0, 1]), ...[48, 480].map((steps) => extrude(ellipse(steps), [0, 1])), cutCone, aslant]) {
      const { rounds, uses } = await readStepFaces(model);
      expect([rounds, uses.includes(".F. .T.")]).toEqual([[], true]);
    }
  });
});
