import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { GlbMaker } from "../../../mesh/test/make-glb.ts";
import { executeCommand } from "./execute-command.ts";

it.each([
  [0.5, "closed, but goes through itself"],
  [5, "closed: it can be printed and cut"],
])("model-3d inspect says of two boxes %f m apart what can be made of them", async (apart, verdict) => {
  const folder = await mkdtemp(join(tmpdir(), "model-3d-verdict-"));
  try {
    const maker = new GlbMaker();
    maker.show(maker.box("one"), "one");
    maker.show(maker.box("other"), "other").setTranslation([apart, apart, apart]);
    await writeFile(join(folder, "in.glb"), await maker.bytes());
    const said: string[] = [];
    await executeCommand(["inspect", join(folder, "in.glb")], { environment: {}, print: (line) => said.push(line), complain: (line) => said.push(line) });
    expect(said.at(-1)).toContain(verdict);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
