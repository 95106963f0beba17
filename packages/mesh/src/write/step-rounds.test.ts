import { describe, expect, it } from "vitest";
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
  const { instances } = parseStep(new TextDecoder().decode(await collectBytes(chunks)));
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
  return { card, faces, rounds: faces.filter(({ kind }) => kind !== "PLANE"), uses: [...new Set([...uses.values()].map((ways) => ways.sort().join(" ")))], loops, solids: all("MANIFOLD_SOLID_BREP").length, circles: all("CIRCLE").length };
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
    const ball = lathe(Array.from({ length: 25 }, (_, k) => [k % 24 === 0 ? 0 : Math.sin((Math.PI * k) / 24), -Math.cos((Math.PI * k) / 24)] as const), 48);
    for (const model of [lathe([[0, 0], [1, 0], [1, 3], [0, 3]], 20), ball, bitten, ringOf(24, 12)]) expect((await read(model)).rounds).toEqual([]);
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

  it("is a cylinder without an end where the surface has none", async () => {
    const rod = lathe([[0, 0], [1, 0], [1, 3], [0, 3]], 32, 0);
    const [part] = rod.parts;
    const open = { ...rod, parts: [{ ...part!, indices: part!.indices.slice(3 * 32, 9 * 32) }] };
    const { chunks } = await convertModel(open, "step", { repair: false });
    const text = new TextDecoder().decode(await collectBytes(chunks));
    expect([text.match(/ADVANCED_FACE/g)!.length, text.includes("CYLINDRICAL_SURFACE"), text.includes("SHELL_BASED_SURFACE_MODEL")]).toEqual([1, true, true]);
  });
});
