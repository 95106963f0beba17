import { describe, expect, it } from "vitest";
import { makeBox } from "../../test/make-glb.ts";
import { makeRichGlb } from "../../test/make-rich-glb.ts";
import { pngCodec } from "../../test/png-codec.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes, judgeFormat, writeModel } from "../write-model.ts";
import { FORMAT_NAMES, type FormatName } from "./format.ts";
import { FORMATS, formatOf } from "./formats.ts";
import { aspectsOf } from "./judge-by-table.ts";

describe("every format", () => {
  it("is there under its own name", () => {
    expect(Object.keys(FORMATS).sort()).toEqual([...FORMAT_NAMES].sort());
    for (const name of FORMAT_NAMES) expect(formatOf(name).name).toBe(name);
    expect(() => formatOf("blend" as FormatName)).toThrow(/There is no format "blend"; there are .*step/);
    expect(() => formatOf("constructor" as FormatName)).toThrow("There is no format");
  });

  it.each(["fbx", "obj"] as const)("%s says that names are changed where they are numbered or cut", async (format) => {
    const box = await readGlb(await makeBox());
    const named = (...names: string[]) => {
      const model = { ...box, parts: names.map((name) => ({ ...box.parts[0]!, name })) };
      return judgeFormat(model, format).changed.includes("names");
    };
    expect([named("seat", "leg"), named("leg", "leg"), named("leg", "Leg"), named("y".repeat(300))]).toEqual([false, true, true, true]);
    const [red] = box.materials;
    expect(judgeFormat({ ...box, materials: [red!, red!] }, format).changed).toContain("names");
  });

  it.each(FORMAT_NAMES)("%s says of all that a model has whether it is kept, changed or lost, each once", async (name) => {
    const model = await readGlb(await makeRichGlb());
    const { kept, changed, lost } = judgeFormat(model, name, { codec: pngCodec });
    expect([...kept, ...changed, ...lost].sort()).toEqual(aspectsOf(model).sort());
  });

  it.each(FORMAT_NAMES)("%s is written the same twice, tells how far it is up to the end, and stops when it is told to", async (name) => {
    const model = await readGlb(await makeRichGlb());
    const told: number[] = [];
    const write = (signal?: AbortSignal) => collectBytes(writeModel(model, name, { codec: pngCodec, onProgress: (share) => told.push(share), ...(signal && { signal }) }));
    const [first, second] = [await write(), await write()];
    expect(first.length).toBeGreaterThan(100);
    expect(second).toEqual(first);
    expect(told.at(-1)).toBe(1);
    expect(told.every((share) => share > 0 && share <= 1)).toBe(true);
    await expect(write(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  });
});
