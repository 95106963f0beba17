import { describe, expect, it } from "vitest";
import { arc } from "../../test/arc.ts";
import { measureStep } from "../../test/interop/measure-step.ts";
import { lathe } from "../../test/lathe.ts";
import { ringOf } from "../../test/shapes.ts";
import { parseStep, type StepValue } from "../../test/parse-step.ts";
import { convertModel } from "../convert/convert.ts";
import type { Model } from "../model.ts";
import { findRounds } from "../topology/find-rounds.ts";
import { collectBytes } from "../write-model.ts";

/** The faces of a STEP by their surfaces, each with its numbers, and how often each edge is used which way. */
async function read(model: Model) {
  const { card, chunks } = await convertModel(model, "step", { unit: "m", upAxis: "y" });
  const text = new TextDecoder().decode(await collectBytes(chunks));
  const { instances } = parseStep(text);
  const at = (id: StepValue) => instances.get(String(id))![0]!;
  const all = (name: string) => [...instances.values()].flatMap(([record]) => (record!.name === name ? [record!.values] : []));
  const faces = all("ADVANCED_FACE").map(([, , surface, sense]) => ({ kind: at(surface!).name, numbers: at(surface!).values.slice(2).map((value) => Number(Number(value).toFixed(5))), sense }));
  const uses = new Map<StepValue, string[]>();
  for (const [, , , edge, way] of all("ORIENTED_EDGE")) uses.set(edge!, [...(uses.get(edge!) ?? []), String(way)]);
  const loops = all("EDGE_LOOP").map(([, edges]) => (edges as StepValue[]).map((oriented) => {
    const [, , , edge, way] = at(oriented).values;
    const [, from, to] = at(edge!).values;
    return way === ".T." ? [from, to] : [to, from];
  }));
  const { area, volume } = measureStep(text);
  return { card, area, volume, faces, rounds: faces.filter(({ kind }) => kind !== "PLANE"), uses: [...new Set([...uses.values()].map((ways) => ways.sort().join(" ")))], loops, solids: all("MANIFOLD_SOLID_BREP").length, circles: all("CIRCLE").length };
}

describe("what is round in a STEP", () => {
  it("is a cylinder with two circles, wherever it lies, in a closed solid", async () => {
    for (const slant of [0, 0.5]) {
      const { card, faces, rounds, uses, loops, solids, circles } = await read(lathe([[0, 0], [1, 0], [1, 3], [0, 3]], 32, slant));
      expect([faces.length, card.faces, circles, solids, uses]).toEqual([3, 3, 2, 1, [".F. .T."]]);
      expect(rounds).toEqual([{ kind: "CYLINDRICAL_SURFACE", numbers: [1], sense: ".T." }]);
      for (const ends of loops) ends.forEach(([, to], k) => expect(to).toBe(ends[(k + 1) % ends.length]![0]));
    }
  });

  it("is a cone with the angle that it opens by, and a hole is seen from within", async () => {
    const cone = await read(lathe([[0, 0], [1, 0], [0.5, 1], [0, 1]], 40));
    expect(cone.rounds).toEqual([{ kind: "CONICAL_SURFACE", numbers: [0.5, Number(Math.atan(0.5).toFixed(5))], sense: ".T." }]);
    const tube = await read(lathe([[0.5, 0], [1, 0], [1, 3], [0.5, 3]], 48, 0));
    expect(tube.faces.map(({ kind, numbers: [radius], sense }) => `${kind} ${radius ?? ""} ${String(sense)}`).sort()).toEqual(["CYLINDRICAL_SURFACE 0.5 .F.", "CYLINDRICAL_SURFACE 1 .T.", "PLANE  .T.", "PLANE  .T."]);
    expect(tube.uses).toEqual([".F. .T."]);
  });

  it("is a cone to its tip, whichever way it points", async () => {
    for (const outline of [[[0, 0], [1, 0], [0, 2]], [[0, -2], [1, 0], [0, 0]]] as const) {
      const { rounds, faces, circles, uses, volume } = await read(lathe(outline, 40));
      expect([faces.length, circles, uses]).toEqual([2, 1, [".F. .T."]]);
      expect(rounds).toEqual([{ kind: "CONICAL_SURFACE", numbers: [1, Number(Math.atan(0.5).toFixed(5))], sense: ".T." }]);
      expect(volume).toBeCloseTo((2 * Math.PI) / 3, 5);
    }
    const both = await read(lathe([[0, -1], [1, 0], [0, 2]], 40));
    expect([both.faces.length, both.circles, both.volume]).toEqual([2, 1, expect.closeTo(Math.PI, 5)]);
    const pit = await read(lathe([[0, 0], [1, 0], [1, 2], [0, 1]], 40));
    expect([pit.rounds.map(({ kind, sense }) => `${kind} ${String(sense)}`).sort(), pit.volume]).toEqual([["CONICAL_SURFACE .F.", "CYLINDRICAL_SURFACE .T."], expect.closeTo((5 * Math.PI) / 3, 5)]);
  });

  it("is a ball, whole or cut off, full or hollow", async () => {
    const ball = await read(lathe(arc([0, 0], 1, -90, 90, 24), 48));
    expect([ball.rounds, ball.faces.length, ball.solids, ball.uses]).toEqual([[{ kind: "SPHERICAL_SURFACE", numbers: [1], sense: ".T." }], 1, 1, [".F. .T."]]);
    expect([ball.area, ball.volume]).toEqual([expect.closeTo(4 * Math.PI, 4), expect.closeTo((4 * Math.PI) / 3, 4)]);
    const dome = await read(lathe([[0, 0], ...arc([0, 0], 1, 0, 90, 12)], 48));
    expect([dome.faces.length, dome.circles, dome.volume]).toEqual([2, 2, expect.closeTo((2 * Math.PI) / 3, 4)]);
    const slice = await read(lathe([[0, -0.5], ...arc([0, 0], 1, -30, 30, 8), [0, 0.5]], 48));
    expect([slice.faces.length, slice.uses, slice.volume]).toEqual([3, [".F. .T."], expect.closeTo(Math.PI * (1 - 1 / 12), 4)]);
    const bowl = await read(lathe([...arc([0, 0], 1, -90, 0, 12), ...arc([0, 0], 0.8, 0, -90, 12)], 64));
    expect(bowl.rounds.map(({ numbers: [radius], sense }) => `${radius!} ${String(sense)}`).sort()).toEqual(["0.8 .F.", "1 .T."]);
    expect([bowl.faces.length, bowl.volume]).toEqual([3, expect.closeTo((2 * Math.PI * (1 - 0.8 ** 3)) / 3, 4)]);
    const [outer, inner] = [lathe(arc([0, 0], 1, -90, 90, 24), 48), lathe(arc([0, 0], 0.5, -90, 90, 16), 32)];
    const hollow = await read({ ...outer, parts: [outer.parts[0]!, { ...inner.parts[0]!, indices: inner.parts[0]!.indices.toReversed() }] });
    expect([hollow.faces.length, hollow.volume]).toEqual([2, expect.closeTo((4 * Math.PI * (1 - 1 / 8)) / 3, 4)]);
  });

  it("is a ring, and a rim that is rounded off or in", async () => {
    const ring = await read(ringOf(48, 24));
    expect([ring.rounds, ring.faces.length, ring.solids, ring.uses]).toEqual([[{ kind: "TOROIDAL_SURFACE", numbers: [2, 1], sense: ".T." }], 1, 1, [".F. .T."]]);
    expect([ring.area, ring.volume]).toEqual([expect.closeTo(8 * Math.PI ** 2, 3), expect.closeTo(4 * Math.PI ** 2, 3)]);
    const pill = await read(lathe([[0, 0], ...arc([0.8, 0.2], 0.2, -90, 0, 6), ...arc([0.6, 2], 0.4, 0, 90, 8), [0, 2.4]], 64));
    expect(pill.rounds.map(({ kind, numbers, sense }) => `${kind} ${numbers.join()} ${String(sense)}`).sort()).toEqual(["CYLINDRICAL_SURFACE 1 .T.", "TOROIDAL_SURFACE 0.6,0.4 .T.", "TOROIDAL_SURFACE 0.8,0.2 .T."]);
    expect([pill.faces.length, pill.uses]).toEqual([5, [".F. .T."]]);
    const spool = await read(lathe([[0, 0], [1, 0], ...arc([1, 0.5], 0.4, -90, -270, 12), [1, 1], [0, 1]], 64));
    expect(spool.rounds.map(({ kind, sense }) => `${kind} ${String(sense)}`).sort()).toEqual(["CYLINDRICAL_SURFACE .T.", "CYLINDRICAL_SURFACE .T.", "TOROIDAL_SURFACE .F."]);
    // By Pappus: a half disc of radius 0.4 is turned away, its middle 4/3π of that from its edge.
    expect(spool.volume).toBeCloseTo(Math.PI - 2 * Math.PI * (1 - (4 * 0.4) / (3 * Math.PI)) * (Math.PI * 0.08), 4);
  });

  it("shares its circle with what is round beside it", async () => {
    const shaft = await read(lathe([[0, 0], [0.9, 0], [1, 0.1], [1, 1], [0.5, 1], [0.5, 2], [0, 2]], 36, 0));
    expect([shaft.faces.length, shaft.circles, shaft.uses]).toEqual([6, 5, [".F. .T."]]);
    const ring = await read(lathe([[1, 0], [1.5, 0.75], [1, 1.5], [0.75, 1.5], [0.5, 0.75], [0.75, 0]], 36, 0));
    expect([ring.rounds.map(({ kind, sense }) => `${kind} ${String(sense)}`).sort(), ring.circles, ring.uses]).toEqual([[".F.", ".F.", ".T.", ".T."].map((sense) => `CONICAL_SURFACE ${sense}`), 6, [".F. .T."]]);
  });

  it("is none that is meant with its corners, goes on smoothly or around a ring, or has a dent", async () => {
    const rod = lathe([[0, 0], [1, 0], [1, 3], [0, 3]], 32);
    const [part] = rod.parts;
    const bitten = { ...rod, parts: [{ ...part!, positions: part!.positions.map((value, at) => (at === 3 * 5 + 1 ? value + 0.01 : value)) }] };
    // Of so many steps that a few of them are on a circle within what is asked of one.
    const eggs = [24, 120].map((steps) => lathe(arc([0, 0], 1, -90, 90, steps).map(([radius, height]) => [radius, 0.8 * height] as const), 48));
    // What turns about its own edge has no hole, and is no ball.
    const bullet = lathe(arc([-0.5, 0], 1.5, 0, 70.5287793655, 12).map(([radius, height], at) => [at === 12 ? 0 : radius, height] as const), 48);
    for (const model of [lathe([[0, 0], [1, 0], [1, 3], [0, 3]], 20), ...eggs, bullet, bitten, ringOf(24, 12)]) expect((await read(model)).rounds).toEqual([]);
  });

  it("is looked for in a long strip in the time of its length", async () => {
    const steps = 12_000;
    const turns = Array.from({ length: steps + 1 }, (_, step) => [Math.cos(step / 9), step / 500, Math.sin(step / 9)]);
    const positions = turns.flatMap(([x, y, z]) => [x!, y!, z!, 1.3 * x!, y! + 0.01, 1.3 * z!]);
    const faces = Array.from({ length: steps }, (_, step) => ({ plane: { normal: [0, 1, 0] as const, distance: 0 }, loops: [[2 * step, 2 * step + 2, 2 * step + 3, 2 * step + 1]], part: 0 }));
    const started = performance.now();
    expect(findRounds(faces, Float32Array.from(positions), 1e-6).rounds.size).toBe(0);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("is looked for once about a corner where more than two faces meet at an edge", () => {
    const faces = Array.from({ length: 10 }, (_, at) => [[0, 4 * at + 1, 4 * at + 2], [0, 4 * at + 2, 4 * at + 3], [0, 4 * at + 3, 4 * at + 2]]).flat().map((loop) => ({ plane: { normal: [0, 1, 0] as const, distance: 0 }, loops: [loop], part: 0 }));
    expect(findRounds(faces, new Float32Array(3 * 41), 1e-6).rounds.size).toBe(0);
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
