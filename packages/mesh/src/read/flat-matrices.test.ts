import { WebIO } from "@gltf-transform/core";
import { ALL_EXTENSIONS } from "@gltf-transform/extensions";
import { Box3 } from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { describe, expect, it } from "vitest";
import { changeGlb } from "../../test/change-glb.ts";
import { makeBox } from "../../test/make-glb.ts";
import { convert } from "../convert/convert.ts";
import { boundsOf, type Bounds } from "../model.ts";
import { optimizeGlb } from "../optimize/optimize-glb.ts";
import { collectBytes } from "../write-model.ts";
import { readGlb } from "./read-glb.ts";

/** A cube of one metre whose node has this matrix, by columns. */
const boxUnder = async (matrix: readonly number[]) => changeGlb(await makeBox(), ({ nodes }) => Object.assign(nodes![0]!, { matrix }));

function expectBounds({ min, max }: Bounds, expected: Bounds, scale = 1): void {
  for (const [end, given] of [[min, expected.min], [max, expected.max]] as const) end.forEach((value, axis) => expect(value).toBeCloseTo(scale * given[axis]!, 3));
}

/** What three shows. */
async function shownOf(glb: Uint8Array): Promise<Bounds> {
  const { scene } = await new GLTFLoader().parseAsync(glb.slice().buffer, "");
  scene.updateMatrixWorld(true);
  const { min, max } = new Box3().setFromObject(scene, true);
  return { min: [min.x, min.y, min.z], max: [max.x, max.y, max.z] };
}

/** Of a cube of one metre. */
function boundsUnder(m: readonly number[]): Bounds {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((corner) => [0, 1, 2].map((axis) => ((corner >> axis) & 1) - 0.5));
  const placed = corners.map(([x, y, z]) => [0, 1, 2].map((axis) => m[axis]! * x! + m[4 + axis]! * y! + m[8 + axis]! * z! + m[12 + axis]!));
  const endOf = (end: (...values: number[]) => number): Bounds["min"] => [end(...placed.map(([x]) => x!)), end(...placed.map(([, y]) => y!)), end(...placed.map(([, , z]) => z!))];
  return { min: endOf(Math.min), max: endOf(Math.max) };
}

const written = async (glb: Uint8Array, scale: number) => collectBytes((await convert(glb, "glb", { scale })).chunks);

describe("a node with a matrix", () => {
  it.each<[string, readonly number[]]>([
    ["that shears, which the standard does not allow", [1, 0, 0, 0, 0.8, 1, 0, 0, 0, 0, 1, 0, 3, 0, 0, 1]],
    ["that mirrors and is of three scales", [-1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 1, 0, 0, 1]],
    ["that turns", [0, 2, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 0, 5, 0, 1]],
  ])("%s is read, made lighter and made larger as three shows it", async (_, matrix) => {
    const glb = await boxUnder(matrix);
    const shown = await shownOf(glb);
    expectBounds(boundsOf(await readGlb(glb)), shown);
    expectBounds(await shownOf((await optimizeGlb(glb, { compression: "none" })).bytes), shown);
    expectBounds(await shownOf(await written(glb, 2)), shown, 2);
  });

  it.each<[string, readonly number[]]>([
    ["to a sheet", [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 5, 0, 0, 1]],
    ["to a sheet that is turned", [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1]],
    ["to a line", [0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1, 0, 1]],
    ["to a point", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 1]],
  ])("that flattens what it shows %s is read so, and made lighter so, where it was no number", async (_, matrix) => {
    const glb = await boxUnder(matrix);
    expectBounds(boundsOf(await readGlb(glb)), boundsUnder(matrix));
    const withEmpty = changeGlb(glb, ({ nodes, scenes }) => void (scenes![0]!.nodes as number[]).push(nodes!.push({ matrix }) - 1));
    const { bytes } = await optimizeGlb(withEmpty, { compression: "none" });
    expectBounds(boundsOf(await readGlb(bytes)), boundsUnder(matrix));
    expect(JSON.stringify((await new WebIO().registerExtensions(ALL_EXTENSIONS).binaryToJSON(bytes)).json)).not.toContain("null");
  });
});
