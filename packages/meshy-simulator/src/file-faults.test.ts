import { validateBytes } from "gltf-validator";
import { describe, expect, it } from "vitest";
import type { FaultName } from "./index.ts";
import { readGlb } from "./models/glb.ts";
import { finish, openWithFault } from "./test/open-simulator.ts";

describe("file faults", () => {
  const download = async (url: string): Promise<Uint8Array> => new Uint8Array(await (await fetch(url)).arrayBuffer());

  async function open(name: FaultName) {
    const simulator = await openWithFault(name);
    const { model_urls: urls } = await finish(simulator);
    return { url: urls.glb ?? "", whole: simulator.tasks[0]?.files.get("model.glb")?.bytes ?? new Uint8Array(0), simulator };
  }

  it("file-truncated: two downloads are cut half-way, the third is whole", async () => {
    const { url, whole } = await open("file-truncated");
    for (let i = 0; i < 2; i++) {
      const answer = await fetch(url);
      expect(answer.headers.get("content-length")).toBe(String(whole.length));
      await expect(answer.arrayBuffer()).rejects.toThrow();
    }
    expect((await download(url)).length).toBe(whole.length);
  });

  it("file-short: two downloads are half the file and look well", async () => {
    const { url, whole } = await open("file-short");
    expect([(await download(url)).length, (await download(url)).length, (await download(url)).length]).toEqual([Math.floor(whole.length / 2), Math.floor(whole.length / 2), whole.length]);
  });

  it("file-wrong-type: two downloads say text/html", async () => {
    const { url } = await open("file-wrong-type");
    const types = [];
    for (let i = 0; i < 3; i++) types.push((await fetch(url)).headers.get("content-type"));
    expect(types).toEqual(["text/html; charset=utf-8", "text/html; charset=utf-8", "model/gltf-binary"]);
  });

  it("file-corrupt: two downloads are no GLB, the third is", async () => {
    const { url, whole } = await open("file-corrupt");
    for (let i = 0; i < 2; i++) {
      const bytes = await download(url);
      expect(bytes.length).toBe(whole.length);
      expect(() => readGlb(bytes)).toThrow();
    }
    expect(readGlb(await download(url)).gltf.asset.version).toBe("2.0");
  });

  it("file-corrupt-forever: every download is no GLB", async () => {
    const { url } = await open("file-corrupt-forever");
    for (let i = 0; i < 4; i++) await expect(download(url).then(readGlb)).rejects.toThrow();
  });

  it("file-unavailable: two downloads are answered 503", async () => {
    const { url } = await open("file-unavailable");
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await fetch(url)).status);
    expect(statuses).toEqual([503, 503, 200]);
  });

  it("file-slow: the file drips for a minute", async () => {
    const { url, whole, simulator } = await open("file-slow");
    const bytes = (await fetch(url)).arrayBuffer();
    let done = false;
    void bytes.then(() => (done = true));
    await simulator.advance(50_000);
    expect(done).toBe(false);
    await simulator.advance(10_000);
    expect((await bytes).byteLength).toBe(whole.length);
  });

  it("file-large: the GLB has 30 MB and is valid", async () => {
    const { url } = await open("file-large");
    const bytes = await download(url);
    expect(bytes.length).toBeGreaterThanOrEqual(30_000_000);
    expect((await validateBytes(bytes)).issues.numErrors).toBe(0);
  });
});
