import { strFromU8 } from "fflate";
import { describe, expect, it } from "vitest";
import { makePackedBox } from "../../test/make-packed-glb.ts";
import { loadDraco } from "../draco/load-draco.ts";
import { countTriangles } from "../model.ts";
import { readGlb } from "../read/read-glb.ts";
import { readDracoHeader } from "./read-draco-header.ts";

const KINDS = ["draco", "draco sequential"] as const;
const indexOf = (bytes: Uint8Array) => strFromU8(bytes, true).indexOf("DRACO");
const changed = (bytes: Uint8Array, change: (copy: Uint8Array, at: number) => void) => {
  const copy = bytes.slice();
  change(copy, indexOf(copy));
  return copy;
};
const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]);
const ascii = (text: string) => [...new TextEncoder().encode(text)];
const HEAD = [...ascii("DRACO"), 2, 2, 1];

describe("the head of a Draco mesh", () => {
  it.each(KINDS)("says how many triangles and vertices it has: %s", async (kind) => {
    const bytes = await makePackedBox(kind);
    // Walked by its edges a cube has its 8 corners, before seams part them.
    expect(readDracoHeader(bytes.subarray(indexOf(bytes)))).toEqual({ triangles: 12, vertices: kind === "draco" ? 8 : 24 });
  });

  it("is found behind metadata, and numbers of any length are read", () => {
    const name = (text: string) => [text.length, ...ascii(text)];
    const element = (...parts: number[][]) => [1, ...name("key"), ...varint(200), ...new Array<number>(200).fill(7), parts.length, ...parts.flatMap((part) => [...name("part"), ...part])];
    const metadata = [...varint(1), ...varint(300), ...element(), ...element([0, 0], element())];
    const sequential = Uint8Array.from([...HEAD, 0, 0, 0x80, ...metadata, ...varint(70_000_000), ...varint(3_000_000_000)]);
    expect(readDracoHeader(sequential)).toEqual({ triangles: 70_000_000, vertices: 3_000_000_000 });
  });

  it.each([
    ["nothing", []],
    ["another format", ascii("DRACULA that is long enough")],
    ["a cloud of points", [...ascii("DRACO"), 2, 2, 0, 0, 0, 0, 12, 8]],
    ["an older stream", [...ascii("DRACO"), 2, 1, 1, 0, 0, 0, 12, 8]],
    ["a way that there is not", [...HEAD, 9, 0, 0, 12, 8]],
    ["an end in the middle", [...HEAD, 0, 0, 0, 12]],
    ["a number without an end", [...HEAD, 0, 0, 0, ...new Array<number>(9).fill(255)]],
    ["metadata in metadata without an end", [...HEAD, 0, 0, 0x80, ...new Array<number>(30_000).fill(1)]],
    ["metadata of four billion entries", [...HEAD, 0, 0, 0x80, ...varint(0xffff_ffff)]],
  ])("is none: %s", (_what, bytes) => {
    expect(readDracoHeader(Uint8Array.from(bytes))).toBe(null);
  });
});

describe("a GLB with Draco in it", () => {
  it.each(KINDS)("is read by the decoder that is loaded for it, and for no other file: %s", async (kind) => {
    let loaded = 0;
    const draco = () => ((loaded += 1), loadDraco());
    expect(countTriangles(await readGlb(await makePackedBox(kind), { draco }))).toBe(12);
    await readGlb(await makePackedBox("meshopt"), { draco });
    expect(loaded).toBe(1);
  });

  it.each([
    ["more triangles than it declares", "invalid", (copy: Uint8Array, at: number) => (copy[at + 13] = 13)],
    ["more triangles than are taken", "limit", (copy: Uint8Array, at: number) => copy.set(varint(0xfff_ffff), at + 13)],
    ["more vertices than are taken", "limit", (copy: Uint8Array, at: number) => copy.set([...varint(0xffff_fff), 12], at + 12)],
    ["another format in its place", "damaged", (copy: Uint8Array, at: number) => (copy[at] = 0)],
  ])("is refused before it is decoded for %s", async (_what, fault, change) => {
    const bytes = changed(await makePackedBox("draco"), change);
    const draco = () => Promise.reject(new Error("It was to be decoded."));
    await expect(readGlb(bytes, { draco })).rejects.toMatchObject({ name: "InvalidGlbError", fault });
  });

  it("is refused, or read within what it declares, whatever became of its bytes", async () => {
    const found = new Map<string, number>();
    let state = 20_260_101;
    const random = (below: number) => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % below;
    for (const kind of KINDS) {
      const good = await makePackedBox(kind);
      const start = indexOf(good);
      const length = 140;
      for (let round = 0; round < 150; round++) {
        const bytes = changed(good, (copy) => {
          for (let times = 1 + random(3); times > 0; times--) copy[start + 11 + random(length)] = random(256);
        });
        const outcome = await readGlb(bytes, { draco: loadDraco }).then(
          (model) => `${countTriangles(model)} triangles`,
          (error: unknown) => (error instanceof Error ? error.name : String(error)),
        );
        found.set(outcome, (found.get(outcome) ?? 0) + 1);
      }
    }
    expect([...found.keys()].sort()).toEqual(["12 triangles", "InvalidGlbError"]);
    expect(found.get("InvalidGlbError")).toBeGreaterThan(20);
  });
});
