import { spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sharpCodec } from "@model-3d/mesh/sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GlbMaker } from "../../../mesh/test/make-glb.ts";
import { executeCommand } from "./execute-command.ts";

const SIDE = 512;
const COLOURS = 16;
const COMMAND = fileURLToPath(new URL("./run-command.ts", import.meta.url));

/** Boxes of many colours on one picture, each of which takes a while. */
async function makeColours(): Promise<Uint8Array> {
  const maker = new GlbMaker();
  const data = Uint8Array.from({ length: 4 * SIDE * SIDE }, (_, at) => (at % 4 === 3 ? 255 : (at * at * 31) >> 3));
  const picture = maker.document.createTexture("noise").setImage(await sharpCodec.encode({ width: SIDE, height: SIDE, data }, "image/png")).setMimeType("image/png");
  for (let at = 0; at < COLOURS; at++) maker.show(maker.box(`box ${at}`, maker.document.createMaterial().setBaseColorTexture(picture).setBaseColorFactor([at / COLOURS, 0.5, 1, 1])));
  return maker.bytes();
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "model-3d-stopped-"));
  await writeFile(join(folder, "in.glb"), await makeColours());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("model-3d convert that is told to end", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("ends by %s and leaves nothing of what it had begun", async (signal) => {
    const begun = new Promise<void>((resolve) => {
      const watcher = watch(folder, (_event, name) => {
        if (!name?.endsWith(".part")) return;
        watcher.close();
        resolve();
      });
    });
    const child = spawn(process.execPath, ["--conditions=model-3d-source", "--disable-warning=ExperimentalWarning", COMMAND, "convert", join(folder, "in.glb"), join(folder, "out.obj.zip")], { stdio: "ignore" });
    const ended = once(child, "exit");
    await begun;
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(await readdir(folder)).toEqual(["in.glb"]);
  }, 60_000);

  it("says that nothing was written, where the program goes on", async () => {
    const said: string[] = [];
    const stopping = new AbortController();
    const watcher = watch(folder, (_event, name) => void (name?.endsWith(".part") && stopping.abort()));
    const code = await executeCommand(["convert", join(folder, "in.glb"), join(folder, "out.obj.zip")], { environment: {}, print: () => undefined, complain: (line) => said.push(line), stopped: stopping.signal });
    watcher.close();
    expect([code, said]).toEqual([1, ["Stopped: nothing was written."]]);
    expect(await readdir(folder)).toEqual(["in.glb"]);
  }, 60_000);
});
