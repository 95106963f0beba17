import { describe, expect, it } from "vitest";
import { ballOf, modelOf } from "../../test/measure.ts";
import { convertModel } from "../convert/convert.ts";
import { enclosesNothing } from "./encloses-nothing.ts";

describe("a surface that closes and encloses nothing", () => {
  const pressed = (share: number) => {
    const ball = ballOf(8);
    const part = ball.parts[0]!;
    return { ...ball, parts: [{ ...part, positions: part.positions.map((value, at) => 240 + value * (at % 3 === 1 ? share : 1)) }] };
  };

  it("is told from a body however thin", () => {
    expect([0, 0.001, 1].map((share) => enclosesNothing(pressed(share).parts))).toEqual([true, false, false]);
    expect(enclosesNothing(modelOf([0, 0, 0, 1, 0, 0, 0, 1, 0], [0, 1, 2, 0, 2, 1]).parts)).toBe(true);
    expect(enclosesNothing([])).toBe(true);
  });

  it("is no body on the card", async () => {
    const sheet = modelOf([0, 0, 0, 1, 0, 0, 0, 1, 0], [0, 1, 2, 0, 2, 1]);
    const { card } = await convertModel(sheet, "stl", { repair: false });
    expect([card.closed.isClosed, card.notes.some((note) => note.includes("it encloses nothing"))]).toEqual([false, true]);
  });
});
