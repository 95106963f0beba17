import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { GlbMaker } from "../../../mesh/test/make-glb.ts";
import { executeCommand } from "./execute-command.ts";

it.each([
  [0.5, "closed, but goes through itself", "crossing"],
  [5, "closed: it can be printed and cut", "solid"],
])("model-3d inspect says of two boxes %f m apart what can be made of them", async (apart, words, verdict) => {
  const folder = await mkdtemp(join(tmpdir(), "model-3d-verdict-"));
  try {
    const maker = new GlbMaker();
    maker.show(maker.box("one"), "one");
    maker.show(maker.box("other"), "other").setTranslation([apart, apart, apart]);
    await writeFile(join(folder, "in.glb"), await maker.bytes());
    const inspect = async (...flags: string[]) => {
      const said: string[] = [];
      await executeCommand(["inspect", join(folder, "in.glb"), ...flags], { environment: {}, print: (line) => said.push(line), complain: (line) => said.push(line) });
      return said;
    };
    expect((await inspect()).at(-1)).toContain(words);
    expect(JSON.parse((await inspect("--json")).join("\n"))).toMatchObject({ verdict });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
