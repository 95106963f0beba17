import { extrude, milledPath } from "../extrude.ts";
import { lathe } from "../lathe.ts";
import { GlbMaker } from "../make-glb.ts";
import { addMesh } from "./add-shapes.ts";
import type { InteropModel } from "./interop-models.ts";

/** Radius and height. */
type Outline = Parameters<typeof lathe>[0];

/** So fine that it measures what is truly round. */
const FINE = 2880;

/**
 * A model that a lathe makes in so many steps, which is truly round where a format can have that: there it measures as one of very many steps does, and
 * has these surfaces. `exact`: its outline where that, too, is finer than the model's.
 */
export function turned(name: string, outline: Outline, steps: number, surfaces: Readonly<Record<string, number>>, { exact = outline, slant = 0.5 }: { exact?: Outline; slant?: number } = {}): InteropModel {
  const make = () => {
    const maker = new GlbMaker();
    maker.show(addMesh(maker, lathe(outline, steps, slant)), name);
    return maker.bytes();
  };
  return { name, make, round: { model: () => lathe(exact, FINE, slant), surfaces } };
}

/** A model that is round only in parts of it. */
export function milled(name: string, steps: number): InteropModel {
  const model = (fineness: number) => extrude(milledPath(fineness), [0, 0.75]);
  const make = () => {
    const maker = new GlbMaker();
    maker.show(addMesh(maker, model(steps)), name);
    return maker.bytes();
  };
  return { name, make, round: { model: () => model(FINE / 4), surfaces: { Cylinder: 5, Plane: 7 } } };
}
