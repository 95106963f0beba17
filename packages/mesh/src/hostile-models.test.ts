import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byteChanges, changeBytes } from "../test/change-bytes.ts";
import { codec } from "../test/codec.ts";
import { mutationsOr } from "../test/here.ts";
import { makeFullGlb, makeFullSkin } from "../test/make-full-glb.ts";
import { InvalidGlbError } from "./checks/invalid-glb-error.ts";
import { convert } from "./convert/convert.ts";
import { inspectModel } from "./inspect/inspect-model.ts";
import { MeshError } from "./mesh-error.ts";
import { optimizeGlb } from "./optimize/optimize-glb.ts";
import { simplifyModel } from "./optimize/simplify-model.ts";
import { readGlb } from "./read/read-glb.ts";
import { renderThumbnail } from "./render/render-thumbnail.ts";
import { repairModel } from "./repair/repair-model.ts";
import { unwrapModel } from "./unwrap/unwrap-model.ts";
import { FORMAT_NAMES, type FormatName } from "./write/format.ts";
import { collectBytes } from "./write-model.ts";

const HEIGHT = { axis: "height", value: 120, unit: "mm" } as const;
const isRefusal = (error: unknown) => error instanceof InvalidGlbError || error instanceof MeshError;
/** What only JavaScript says. */
const LEAK = /undefined|null|NaN|Infinity|is not a function|reading '|\[object/;

/** Refused with words of its own, or done: nothing else may come of it. */
async function outcomeOf(work: () => Promise<unknown>): Promise<"done" | "refused"> {
  try {
    await work();
    return "done";
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { message } = error as Error;
    if (LEAK.test(message) && !/not as glTF has it/.test(message)) throw new Error(`The refusal is none for people: ${message}`, { cause: error });
    return "refused";
  }
}

async function lighten(glb: Uint8Array): Promise<void> {
  const { bytes } = await optimizeGlb(glb, { preset: "light", codec });
  await readGlb(bytes).catch((error: unknown) => {
    throw new Error("The light file is refused.", { cause: error });
  });
}

async function write(glb: Uint8Array, format: FormatName): Promise<void> {
  await collectBytes((await convert(glb, format, { codec, realSize: HEIGHT })).chunks);
}

/** All else that can be done with a model: each of it, too, refuses it or does it. */
const DOORS: readonly ((glb: Uint8Array) => Promise<unknown>)[] = [
  async (glb) => inspectModel(await readGlb(glb)),
  async (glb) => repairModel(await readGlb(glb)),
  async (glb) => simplifyModel(await readGlb(glb), { targetTriangles: 20 }),
  async (glb) => renderThumbnail(await readGlb(glb), { width: 48, height: 48, codec }),
  async (glb) => unwrapModel(await readGlb(glb), { dropsTextures: true, resolution: 256 }),
  (glb) => optimizeGlb(glb, { preset: "tiny", codec }),
];

/** `npm run hostile` takes the whole of them. */
const runs = mutationsOr(60);

describe("a rich model from somebody who means harm", () => {
  it.each([
    ["skins, morphs, animations, pictures and extensions", makeFullGlb],
    ["eight joints a vertex and pictures", makeFullSkin],
  ])(`is refused or done, in every format, as a light file and otherwise (%s, ${runs} changed ones)`, async (_kind, make) => {
    const glb = await make();
    for (const format of FORMAT_NAMES) await write(glb, format);
    await lighten(glb);
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(byteChanges, fc.constantFrom(...FORMAT_NAMES), fc.constantFrom(...DOORS), async (changes, format, door) => {
        const bytes = changeBytes(glb, changes);
        seen.add(await outcomeOf(() => write(bytes, format)));
        await outcomeOf(() => lighten(bytes));
        await outcomeOf(() => door(bytes));
      }),
      { numRuns: runs, seed: 11, endOnFailure: true },
    );
    expect([...seen].sort()).toEqual(["done", "refused"]);
  }, 60_000 + 2_000 * runs);
});
