import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GlbMaker } from "../../test/make-glb.ts";
import { convert, convertModel } from "../convert/convert.ts";
import { pause } from "../pause.ts";
import { readGlb } from "../read/read-glb.ts";
import { collectBytes, writeModel } from "../write-model.ts";
import { writeZip } from "../zip/write-zip.ts";
import { FORMAT_NAMES } from "./format.ts";
import { formatOf } from "./formats.ts";
import { resolveWriteOptions } from "./write-options.ts";

async function makeBox(): Promise<Uint8Array> {
  const maker = new GlbMaker();
  maker.show(maker.box("box"), "box");
  return maker.bytes();
}

describe.each(FORMAT_NAMES)("the pieces of a file (%s)", (name) => {
  it("are there once, and say so to whoever goes through them again", async () => {
    const bytes = await makeBox();
    const model = await readGlb(bytes);
    const format = formatOf(name);
    const all = [(await convert(bytes, name)).chunks, (await convertModel(model, name)).chunks, writeModel(model, name), format.write(model, resolveWriteOptions({}, { ...format, name: "box" }))];
    for (const chunks of all) {
      expect((await collectBytes(chunks)).length).toBeGreaterThan(0);
      await expect(collectBytes(chunks)).rejects.toThrow(TypeError);
      expect(await chunks.next()).toMatchObject({ done: true });
    }
  });

  it("can be taken by hand first, and the rest in a loop; but not begun in one loop and ended in another", async () => {
    const model = await readGlb(await makeBox());
    const chunks = writeModel(model, name);
    const first = (await chunks.next()).value as Uint8Array;
    const rest = await collectBytes(chunks);
    const whole = await collectBytes(writeModel(model, name));
    expect([...first, ...rest]).toEqual([...whole]);
    const cut = writeModel(model, name);
    for await (const piece of cut) if (piece.length > 0) break;
    await expect(collectBytes(cut)).rejects.toThrow("taken already");
  });
});

describe("a ZIP of one's own", () => {
  it("is there once, too", async () => {
    const zip = writeZip([{ path: "a", isCompressed: true, chunks: [Uint8Array.of(1)] }]);
    await collectBytes(zip);
    await expect(collectBytes(zip)).rejects.toThrow("taken already");
  });
});

describe("what aborts a signal", () => {
  // Each piece takes as long as that somebody could mind.
  let now = 0;
  beforeEach(() => void vi.spyOn(performance, "now").mockImplementation(() => (now += 1000)));
  afterEach(() => void vi.restoreAllMocks());

  it.each(FORMAT_NAMES)("has its turn while a file is made that nobody waits for between its pieces (%s)", async (name) => {
    const stop = new AbortController();
    const { chunks } = await convert(await makeBox(), name, { signal: stop.signal });
    void pause().then(() => stop.abort(new Error("enough")));
    await expect(collectBytes(chunks)).rejects.toThrow("enough");
  });

  it("has its turn while a file is read and planned", async () => {
    const bytes = await makeBox();
    for (const begin of [(signal: AbortSignal) => readGlb(bytes, { signal }), (signal: AbortSignal) => convert(bytes, "step", { signal })]) {
      const stop = new AbortController();
      const made = begin(stop.signal);
      void pause().then(() => stop.abort(new Error("enough")));
      await expect(made).rejects.toThrow("enough");
    }
  });
});
