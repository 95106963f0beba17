import { describe, expect, it } from "vitest";
import { arc } from "../../test/arc.ts";
import { lathe } from "../../test/lathe.ts";
import { ringOf } from "../../test/shapes.ts";
import { readStepFaces } from "../../test/read-step-faces.ts";
import { convertModel } from "../convert/convert.ts";
import { findSurfaces } from "../topology/find-surfaces.ts";
import { collectBytes } from "../write-model.ts";

describe("what is round in a STEP", () => {
  it("is a cylinder with two circles, wherever it lies, in a closed solid", async () => {
    for (const slant of [0, 0.5]) {
      const { card, faces, rounds, uses, loops, solids, circles } = await readStepFaces(lathe([[0, 0], [1, 0], [1, 3], [0, 3]], 32, slant));
      expect([faces.length, card.faces, circles, solids, uses]).toEqual([3, 3, 2, 1, [".F. .T."]]);
      expect(rounds).toEqual([{ kind: "CYLINDRICAL_SURFACE", numbers: [1], sense: ".T." }]);
      for (const ends of loops) ends.forEach(([, to], k) => expect(to).toBe(ends[(k + 1) % ends.length]![0]));
    }
  });

  it("is a cone with the angle that it opens by, and a hole is seen from within", async () => {
    const cone = await readStepFaces(lathe([[0, 0], [1, 0], [0.5, 1], [0, 1]], 40));
    expect(cone.rounds).toEqual([{ kind: "CONICAL_SURFACE", numbers: [0.5, Number(Math.atan(0.5).toFixed(5))], sense: ".T." }]);
    const tube = await readStepFaces(lathe([[0.5, 0], [1, 0], [1, 3], [0.5, 3]], 48, 0));
    expect(tube.faces.map(({ kind, numbers: [radius], sense }) => `${kind} ${radius ?? ""} ${String(sense)}`).sort()).toEqual(["CYLINDRICAL_SURFACE 0.5 .F.", "CYLINDRICAL_SURFACE 1 .T.", "PLANE  .T.", "PLANE  .T."]);
    expect(tube.uses).toEqual([".F. .T."]);
  });

  it("is a cone to its tip, whichever way it points", async () => {
    for (const outline of [[[0, 0], [1, 0], [0, 2]], [[0, -2], [1, 0], [0, 0]]] as const) {
      const { rounds, faces, circles, uses, volume } = await readStepFaces(lathe(outline, 40));
      expect([faces.length, circles, uses]).toEqual([2, 1, [".F. .T."]]);
      expect(rounds).toEqual([{ kind: "CONICAL_SURFACE", numbers: [1, Number(Math.atan(0.5).toFixed(5))], sense: ".T." }]);
      expect(volume).toBeCloseTo((2 * Math.PI) / 3, 5);
    }
    const both = await readStepFaces(lathe([[0, -1], [1, 0], [0, 2]], 40));
    expect([both.faces.length, both.circles, both.volume]).toEqual([2, 1, expect.closeTo(Math.PI, 5)]);
    const pit = await readStepFaces(lathe([[0, 0], [1, 0], [1, 2], [0, 1]], 40));
    expect([pit.rounds.map(({ kind, sense }) => `${kind} ${String(sense)}`).sort(), pit.volume]).toEqual([["CONICAL_SURFACE .F.", "CYLINDRICAL_SURFACE .T."], expect.closeTo((5 * Math.PI) / 3, 5)]);
  });

  it("is a ball, whole or cut off, full or hollow", async () => {
    const ball = await readStepFaces(lathe(arc([0, 0], 1, -90, 90, 24), 48));
    expect([ball.rounds, ball.faces.length, ball.solids, ball.uses]).toEqual([[{ kind: "SPHERICAL_SURFACE", numbers: [1], sense: ".T." }], 1, 1, [".F. .T."]]);
    expect([ball.area, ball.volume]).toEqual([expect.closeTo(4 * Math.PI, 4), expect.closeTo((4 * Math.PI) / 3, 4)]);
    const dome = await readStepFaces(lathe([[0, 0], ...arc([0, 0], 1, 0, 90, 12)], 48));
    expect([dome.faces.length, dome.circles, dome.volume]).toEqual([2, 2, expect.closeTo((2 * Math.PI) / 3, 4)]);
    const slice = await readStepFaces(lathe([[0, -0.5], ...arc([0, 0], 1, -30, 30, 8), [0, 0.5]], 48));
    expect([slice.faces.length, slice.uses, slice.volume]).toEqual([3, [".F. .T."], expect.closeTo(Math.PI * (1 - 1 / 12), 4)]);
    const bowl = await readStepFaces(lathe([...arc([0, 0], 1, -90, 0, 12), ...arc([0, 0], 0.8, 0, -90, 12)], 64));
    expect(bowl.rounds.map(({ numbers: [radius], sense }) => `${radius!} ${String(sense)}`).sort()).toEqual(["0.8 .F.", "1 .T."]);
    expect([bowl.faces.length, bowl.volume]).toEqual([3, expect.closeTo((2 * Math.PI * (1 - 0.8 ** 3)) / 3, 4)]);
    const [outer, inner] = [lathe(arc([0, 0], 1, -90, 90, 24), 48), lathe(arc([0, 0], 0.5, -90, 90, 16), 32)];
    const hollow = await readStepFaces({ ...outer, parts: [outer.parts[0]!, { ...inner.parts[0]!, indices: inner.parts[0]!.indices.toReversed() }] });
    expect([hollow.faces.length, hollow.volume]).toEqual([2, expect.closeTo((4 * Math.PI * (1 - 1 / 8)) / 3, 4)]);
  });

  it("is a ring, and a rim that is rounded off or in", async () => {
    const ring = await readStepFaces(ringOf(48, 24));
    expect([ring.rounds, ring.faces.length, ring.solids, ring.uses]).toEqual([[{ kind: "TOROIDAL_SURFACE", numbers: [2, 1], sense: ".T." }], 1, 1, [".F. .T."]]);
    expect([ring.area, ring.volume]).toEqual([expect.closeTo(8 * Math.PI ** 2, 3), expect.closeTo(4 * Math.PI ** 2, 3)]);
    const pill = await readStepFaces(lathe([[0, 0], ...arc([0.8, 0.2], 0.2, -90, 0, 6), ...arc([0.6, 2], 0.4, 0, 90, 8), [0, 2.4]], 64));
    expect(pill.rounds.map(({ kind, numbers, sense }) => `${kind} ${numbers.join()} ${String(sense)}`).sort()).toEqual(["CYLINDRICAL_SURFACE 1 .T.", "TOROIDAL_SURFACE 0.6,0.4 .T.", "TOROIDAL_SURFACE 0.8,0.2 .T."]);
    expect([pill.faces.length, pill.uses]).toEqual([5, [".F. .T."]]);
    const spool = await readStepFaces(lathe([[0, 0], [1, 0], ...arc([1, 0.5], 0.4, -90, -270, 12), [1, 1], [0, 1]], 64));
    expect(spool.rounds.map(({ kind, sense }) => `${kind} ${String(sense)}`).sort()).toEqual(["CYLINDRICAL_SURFACE .T.", "CYLINDRICAL_SURFACE .T.", "TOROIDAL_SURFACE .F."]);
    // By Pappus: a half disc of radius 0.4 is turned away, its middle 4/3π of that from its edge.
    expect(spool.volume).toBeCloseTo(Math.PI - 2 * Math.PI * (1 - (4 * 0.4) / (3 * Math.PI)) * (Math.PI * 0.08), 4);
  });

  it("shares its circle with what is round beside it", async () => {
    const shaft = await readStepFaces(lathe([[0, 0], [0.9, 0], [1, 0.1], [1, 1], [0.5, 1], [0.5, 2], [0, 2]], 36, 0));
    expect([shaft.faces.length, shaft.circles, shaft.uses]).toEqual([6, 5, [".F. .T."]]);
    const ring = await readStepFaces(lathe([[1, 0], [1.5, 0.75], [1, 1.5], [0.75, 1.5], [0.5, 0.75], [0.75, 0]], 36, 0));
    expect([ring.rounds.map(({ kind, sense }) => `${kind} ${String(sense)}`).sort(), ring.circles, ring.uses]).toEqual([[".F.", ".F.", ".T.", ".T."].map((sense) => `CONICAL_SURFACE ${sense}`), 6, [".F. .T."]]);
  });

  it("is none that is meant with its corners, or goes on smoothly or around a ring", async () => {
    // Of so many steps that a few of them are on a circle within what is asked of one.
    const eggs = [24, 120].map((steps) => lathe(arc([0, 0], 1, -90, 90, steps).map(([radius, height]) => [radius, 0.8 * height] as const), 48));
    // What turns about its own edge has no hole, and is no ball.
    const bullet = lathe(arc([-0.5, 0], 1.5, 0, 70.5287793655, 12).map(([radius, height], at) => [at === 12 ? 0 : radius, height] as const), 48);
    for (const model of [lathe([[0, 0], [1, 0], [1, 3], [0, 3]], 20), ...eggs, bullet, ringOf(24, 12)]) expect((await readStepFaces(model)).rounds).toEqual([]);
  });

  it("is looked for in a long strip in steps of its length", () => {
    const steps = 12_000;
    const turns = Array.from({ length: steps + 1 }, (_, step) => [Math.cos(step / 9), step / 500, Math.sin(step / 9)]);
    const positions = turns.flatMap(([x, y, z]) => [x!, y!, z!, 1.3 * x!, y! + 0.01, 1.3 * z!]);
    let looks = 0;
    const faces = Array.from({ length: steps }, (_, step) => ({
      plane: { normal: [0, 1, 0] as const, distance: 0 },
      get loops() {
        looks++;
        return [[2 * step, 2 * step + 2, 2 * step + 3, 2 * step + 1]];
      },
      part: 0,
    }));
    const { rounds, sectors } = findSurfaces(faces, Float32Array.from(positions), 1e-6);
    expect([rounds.size, sectors.size]).toEqual([0, 0]);
    expect(looks / steps).toBeLessThan(60);
  });

  it("is looked for once about a corner where more than two faces meet at an edge", () => {
    const faces = Array.from({ length: 10 }, (_, at) => [[0, 4 * at + 1, 4 * at + 2], [0, 4 * at + 2, 4 * at + 3], [0, 4 * at + 3, 4 * at + 2]]).flat().map((loop) => ({ plane: { normal: [0, 1, 0] as const, distance: 0 }, loops: [loop], part: 0 }));
    const { rounds, sectors } = findSurfaces(faces, new Float32Array(3 * 41), 1e-6);
    expect([rounds.size, sectors.size]).toEqual([0, 0]);
  });

  it("is a cylinder without an end where the surface has none", async () => {
    const rod = lathe([[0, 0], [1, 0], [1, 3], [0, 3]], 32, 0);
    const [part] = rod.parts;
    const open = { ...rod, parts: [{ ...part!, indices: part!.indices.slice(3 * 32, 9 * 32) }] };
    const { chunks } = await convertModel(open, "step", { repair: false });
    const text = new TextDecoder().decode(await collectBytes(chunks));
    expect([text.match(/ADVANCED_FACE/g)!.length, text.includes("CYLINDRICAL_SURFACE"), text.includes("SHELL_BASED_SURFACE_MODEL")]).toEqual([1, true, true]);
  });
});
