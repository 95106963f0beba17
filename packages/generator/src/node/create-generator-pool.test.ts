import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SMALL, vaseBytes } from "../../test/vase.ts";
import { createGeneratorPool, generateInWorker, type GeneratorPool } from "./index.ts";

let pool: GeneratorPool | undefined;
const started: Worker[] = [];
const ended = new Map<Worker, Promise<unknown>>();
const note = (worker: Worker): void => {
  started.push(worker);
  ended.set(worker, new Promise((resolve) => void worker.once("exit", resolve)));
};

beforeEach(() => {
  started.length = 0;
  ended.clear();
  process.on("worker", note);
});
afterEach(async () => {
  process.off("worker", note);
  await pool?.close();
});

describe("createGeneratorPool", () => {
  it("runs no more than its size at a time, takes the waiting in turn, and lets them leave", async () => {
    pool = createGeneratorPool({ size: 1, maxWaiting: 2 });
    const photos = await vaseBytes("front", "back");
    const order: number[] = [];
    const controller = new AbortController();
    const first = pool.generate(photos, SMALL).then(() => order.push(1));
    const leaving = pool.generate(photos, { ...SMALL, signal: controller.signal });
    const second = pool.generate(photos, SMALL).then(() => order.push(2));
    expect([pool.running, pool.waiting]).toEqual([1, 2]);
    await expect(pool.generate(photos, SMALL)).rejects.toThrow("Too many models");
    controller.abort(new Error("not any more"));
    await expect(leaving).rejects.toThrow("not any more");
    await Promise.all([first, second]);
    expect(order).toEqual([1, 2]);
    expect([pool.running, pool.waiting]).toEqual([0, 0]);
  });

  it("cancels everything when it is closed", async () => {
    const closing = createGeneratorPool({ size: 1 });
    const photos = await vaseBytes("front", "back");
    const work = [closing.generate(photos, { gridSize: 256 }), closing.generate(photos, SMALL)].map((each) => each.catch((error: unknown) => error));
    await closing.close();
    for (const error of await Promise.all(work)) expect(error).toMatchObject({ code: "cancelled" });
    await expect(closing.generate(photos)).rejects.toMatchObject({ code: "cancelled" });
  });

  it("makes one model after another in the same thread, with the bytes of a fresh one", async () => {
    pool = createGeneratorPool({ size: 1 });
    const [photos, others] = [await vaseBytes("front", "back"), await vaseBytes("front", "back", "side", "top")];
    const fresh = await generateInWorker(photos, SMALL);
    started.length = 0;
    const previews: Uint8Array[] = [];
    await pool.generate(others, { ...SMALL, gridSize: 128, seed: 7, onPreview: (glb) => previews.push(glb) });
    const warm = await pool.generate(photos, SMALL);
    expect(started).toHaveLength(1);
    expect(previews).toHaveLength(1);
    expect(Buffer.compare(warm.glb, fresh.glb)).toBe(0);
    expect(Buffer.compare(warm.thumbnail, fresh.thumbnail)).toBe(0);
    expect({ ...warm.stats, ms: null }).toEqual({ ...fresh.stats, ms: null });
  });

  it("goes on in the same thread after photos that make no model", async () => {
    pool = createGeneratorPool({ size: 1 });
    const photos = await vaseBytes("front", "back");
    await expect(pool.generate({ ...photos, back: new TextEncoder().encode("no picture") }, SMALL)).rejects.toMatchObject({ code: "not_an_image", view: "back" });
    await expect(pool.generate({ front: photos.front! }, SMALL)).rejects.toMatchObject({ code: "missing_view" });
    expect((await pool.generate(photos, SMALL)).stats.watertight).toBe(true);
    expect(started).toHaveLength(1);
  });

  it("gives a fresh thread to the model after one that was stopped, ran out of memory or died", async () => {
    pool = createGeneratorPool({ size: 1 });
    const photos = await vaseBytes("front", "back");
    const controller = new AbortController();
    const reason = new Error("the user has left");
    await expect(pool.generate(photos, { ...SMALL, signal: controller.signal, onProgress: () => controller.abort(reason) })).rejects.toBe(reason);
    expect(started.map(({ threadId }) => threadId)).toEqual([-1]);
    await expect(pool.generate(photos, { ...SMALL, resourceLimits: { maxOldGenerationSizeMb: 4, maxYoungGenerationSizeMb: 1 } })).rejects.toMatchObject({ code: "out_of_memory" });
    const killed = pool.generate(photos, { ...SMALL, onProgress: () => void started.at(-1)?.terminate() });
    await expect(killed).rejects.toMatchObject({ code: "internal" });
    expect((await pool.generate(photos, SMALL)).stats.watertight).toBe(true);
    expect(started).toHaveLength(4);
    expect(started.map(({ threadId }) => threadId === -1)).toEqual([true, true, true, false]);
  });

  it("rejects with what a callback throws, and gives a fresh thread to the next model", async () => {
    pool = createGeneratorPool({ size: 1 });
    const photos = await vaseBytes("front", "back");
    const fault = new Error("the disk is full");
    const fail = (): never => {
      throw fault;
    };
    await expect(pool.generate(photos, { ...SMALL, onProgress: fail })).rejects.toBe(fault);
    await expect(pool.generate(photos, { ...SMALL, onPreview: fail })).rejects.toBe(fault);
    expect((await pool.generate(photos, SMALL)).stats.watertight).toBe(true);
    expect(started.map(({ threadId }) => threadId === -1)).toEqual([true, true, false]);
  });

  it("gives a fresh thread to a model after one that died without work", async () => {
    pool = createGeneratorPool({ size: 1 });
    const photos = await vaseBytes("front", "back");
    await pool.generate(photos, SMALL);
    await started[0]?.terminate();
    expect((await pool.generate(photos, SMALL)).stats.watertight).toBe(true);
    expect(started).toHaveLength(2);
  });

  it("makes no model under other limits than it was given", async () => {
    pool = createGeneratorPool({ size: 1 });
    const photos = await vaseBytes("front", "back");
    await pool.generate(photos, SMALL);
    const limits = { maxOldGenerationSizeMb: 256 };
    await pool.generate(photos, { ...SMALL, resourceLimits: limits });
    limits.maxOldGenerationSizeMb = 512;
    await pool.generate(photos, { ...SMALL, resourceLimits: { maxOldGenerationSizeMb: 256 } });
    expect(started).toHaveLength(2);
    await ended.get(started[0]!);
    expect(started[1]!.threadId).not.toBe(-1);
    expect(started[1]?.resourceLimits?.maxOldGenerationSizeMb).toBe(256);
  });

  it("ends its threads when it is closed, at work or idle", async () => {
    const closing = createGeneratorPool({ size: 2 });
    const photos = await vaseBytes("front", "back");
    await closing.generate(photos, SMALL);
    await closing.generate(photos, { ...SMALL, resourceLimits: { maxOldGenerationSizeMb: 256 } });
    const working = closing.generate(photos, { gridSize: 256 }).catch((error: unknown) => error);
    expect(started.map(({ threadId }) => threadId === -1)).toEqual([false, false]);
    await closing.close();
    expect(await working).toMatchObject({ code: "cancelled" });
    expect(started.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  });

  it("starts no thread for a bad option, and refuses bad options of its own", async () => {
    pool = createGeneratorPool({ size: 1 });
    await expect(pool.generate({}, { gridSize: 1 })).rejects.toThrow(RangeError);
    expect(started).toEqual([]);
    expect(() => createGeneratorPool({ keepIdleMs: -1 })).toThrow("keepIdleMs");
    expect(() => createGeneratorPool({ keepIdleMs: 2 ** 31 })).toThrow("keepIdleMs");
    expect(() => createGeneratorPool({ size: 0 })).toThrow("size");
  });

  it("lets a process end that has nothing else to do", async () => {
    const script = `
      import { createGeneratorPool } from ${JSON.stringify(new URL("index.ts", import.meta.url).href)};
      import { SMALL, vaseBytes } from ${JSON.stringify(new URL("../../test/vase.ts", import.meta.url).href)};
      const { stats } = await createGeneratorPool({ keepIdleMs: 2 ** 31 - 1 }).generate(await vaseBytes("front", "back"), SMALL);
      process.on("exit", () => console.log(stats.triangles));`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=model-3d-source", "--input-type=module", "--eval", script]);
    expect(Number(stdout)).toBeGreaterThan(100);
  });
});
