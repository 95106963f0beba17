import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { GLTF } from "@gltf-transform/core";
import { FORMAT_NAMES } from "@model-3d/mesh";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GlbMaker } from "../../../mesh/test/make-glb.ts";
import { makePackedBox } from "../../../mesh/test/make-packed-glb.ts";
import { makeBoxGlb, measureStl } from "../../test/make-box-glb.ts";
import { executeCommand } from "./execute-command.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "model-3d-convert-"));
  await writeFile(join(folder, "in.glb"), await makeBoxGlb());
  await writeFile(join(folder, "broken.glb"), "no GLB");
  await writeFile(join(folder, "chair.gltf"), '{ "asset": { "version": "2.0" } }');
  await writeFile(join(folder, "chair.zip"), "PK\x03\x04");
  await writeFile(join(folder, "empty.glb"), "");
  await writeFile(join(folder, "cut.glb"), (await makeBoxGlb()).subarray(0, 100));
  await mkdir(join(folder, "folder.stl"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a line in which `@` stands for the folder. */
async function run(line: string): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const words = line.split(" ").map((word) => word.replace(/^@/, `${folder}/`));
  const code = await executeCommand(words, { environment: {}, print: (text) => out.push(text), complain: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

describe("model-3d convert", () => {
  it.each(FORMAT_NAMES)("makes a %s of the size that was said", async (format) => {
    const { code, out, err } = await run(`convert @in.glb @size.${format} --height 120mm --json`);
    expect([code, err]).toEqual([0, ""]);
    const card = JSON.parse(out);
    expect(card).toMatchObject({ file: `${folder}/size.${format}`, format, isRealSize: true, bytes: (await Promise.all((card.files as string[]).map((path) => readFile(path)))).reduce((sum, { length }) => sum + length, 0) });
    expect(card.dimensions.height * { mm: 1, cm: 10, m: 1000, in: 25.4 }[card.unit as "mm"]).toBeCloseTo(120, 6);
  });

  it("reads what is compressed with Draco, and says what is wrong with Draco that is none", async () => {
    const packed = await makePackedBox("draco");
    await writeFile(join(folder, "packed.glb"), packed);
    expect(JSON.parse((await run("convert @packed.glb @packed.stl --height 120mm --json")).out)).toMatchObject({ triangles: 12, isRealSize: true });
    expect((await run("inspect @packed.glb")).out).toContain("packed.glb: 12 triangles");
    await writeFile(join(folder, "bad.glb"), packed.with(Buffer.from(packed).indexOf("DRACO"), 0));
    expect(await run("convert @bad.glb @bad.stl")).toMatchObject({ code: 1, err: expect.stringContaining("no mesh of Draco 2.2") });
  });

  it("says in words what the file has", async () => {
    const { out } = await run("convert @in.glb @chair.stl --width 1in --unit in --up y");
    expect(measureStl(new Uint8Array(await readFile(join(folder, "chair.stl")))).map((side) => side.toFixed(4))).toEqual(["1.0000", "2.0000", "0.5000"]);
    expect(out).toContain("chair.stl: STL, 684 bytes");
    expect(out).toContain("1 × 2 × 0.5 in (width × height × depth), Y up");
    expect(out).toContain("12 triangles, closed");
    expect((await run("convert @in.glb @asmade.stp")).out).toContain("give --height for its real size");
  });

  it("replaces a file only when it is told to, and leaves nothing of one that fails", async () => {
    await writeFile(join(folder, "mine.stl"), "mine");
    expect(await run("convert @in.glb @mine.stl")).toMatchObject({ code: 2, err: expect.stringContaining("is there already. Give another name, or --force.") });
    expect(await readFile(join(folder, "mine.stl"), "utf8")).toBe("mine");
    expect((await run("convert @in.glb @mine.stl --force")).code).toBe(0);
    expect((await readFile(join(folder, "mine.stl"))).length).toBe(684);
    expect((await run("convert @broken.glb @broken.stl")).code).toBe(1);
    expect((await readdir(folder)).filter((name) => name.includes("broken.stl") || name.endsWith(".part"))).toEqual([]);
  });

  it.each([
    ["convert @in.glb", 2, "model-3d convert takes <in.glb> <out>."],
    ["convert @in.glb @out.dwg", 2, "names no format. Give one of glb, gltf"],
    ["convert @in.glb @out.stl --format dwg", 2, "--format must be one of glb, gltf"],
    ["convert @in.glb @out.stl --height 12", 2, "--height must be a length above 0 with its unit (mm, cm, m, in), such as 120mm, not 12."],
    ["convert @in.glb @out.stl --height 0mm", 2, "--height must be a length above 0"],
    ["convert @in.glb @out.stl --height 12,5cm", 2, "such as 120mm, with a point and no comma, not 12,5cm."],
    ["convert @in.glb @out.stl --height 1m --width 1m", 2, "Give one of --height and --width: the others follow from it."],
    ["convert @in.glb @out.stl --height -5mm", 2, "--height must be a length above 0 with its unit (mm, cm, m, in), such as 120mm, not -5mm."],
    ["convert @in.glb @out.stl --unit", 2, "--unit takes a value: <mm|cm|m|in>."],
    ["convert @in.glb @out.stl --unit --up y", 2, "--unit takes a value: <mm|cm|m|in>."],
    ["convert @in.glb @out.stl --format obj", 2, "out.stl is named as stl, and --format says obj. Leave --format out, or give the file another ending."],
    ["convert @in.glb @out.obj.zip --format gltf", 2, "is named as obj, and --format says gltf"],
    ["convert @in.glb @folder.stl --force", 2, "folder.stl is a folder. Name a file in it, such as"],
    ["convert @in.glb @", 2, "is a folder. Name a file in it, such as"],
    ["convert @in.glb - --format stl", 2, "Nothing is written to standard output. Give the path of a file in place of -."],
    ["convert - @out.stl", 2, "Standard input is not read. Give the path of a GLB in place of -."],
    ["convert @ @out.stl", 1, "is a folder, and no file."],
    ["convert @in.glb @out.stl --tessellated", 2, "stl does not take --tessellated"],
    ["convert @in.glb @out.step --max-faces 2", 2, "--max-faces must be a whole number from 4 to 10000000, not 2."],
    ["convert @in.glb @out.step --max-faces abc", 2, "--max-faces must be a whole number from 4 to 10000000, not abc."],
    ["convert @in.glb @out.stl --max-faces 0", 2, "--max-faces must be a whole number"],
    ["convert @in.glb @out.stl --database postgres://x/y", 2, "--database"],
    ["convert @none.glb @out.stl", 1, "There is no file"],
    ["convert @in.glb @none/out.stl", 1, "There is no folder"],
    ["convert @broken.glb @out.stl", 1, "broken.glb is not a GLB: it does not begin as one. Export it as GLB (binary glTF)"],
    ["convert @chair.gltf @out.stl", 1, "chair.gltf is not a GLB: it begins as JSON does, as a .gltf has it. Export it as GLB"],
    ["inspect @chair.zip", 1, "chair.zip is not a GLB: it is a ZIP. Export it as GLB"],
    ["inspect @empty.glb", 1, "empty.glb is empty. Export it again"],
    ["convert @cut.glb @out.stl", 1, "cut.glb cannot be used. The file says that it has"],
    ["inspect @cut.glb", 1, "cut.glb cannot be used. The file says that it has"],
    ["inspect @none.glb", 1, "There is no file"],
    ["inspect @in.glb --height tall", 2, "--height must be a length"],
  ])("says what is wrong with %j", async (line, code, message) => {
    const answer = await run(line);
    expect([answer.code, answer.out]).toEqual([code, ""]);
    expect(answer.err).toContain(message);
    expect(answer.err).not.toContain("    at ");
  });

  it("runs as a program, without a database", async () => {
    const child = spawn(process.execPath, ["--conditions=model-3d-source", fileURLToPath(new URL("../../bin/model-3d.mjs", import.meta.url)), "convert", join(folder, "in.glb"), join(folder, "program.ply"), "--json"], { env: { PATH: process.env.PATH } });
    const out: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    const [code] = await once(child, "close");
    expect(code).toBe(0);
    expect(JSON.parse(Buffer.concat(out).toString())).toMatchObject({ format: "ply", faces: null, triangles: 12 });
  });
});

describe("model-3d inspect", () => {
  it("measures in millimetres where a size is given, and finds faults", async () => {
    const { code, out } = await run("inspect @in.glb --height 120MM");
    expect(code).toBe(0);
    expect(out).toContain("12 triangles");
    expect(out).toContain("60 × 120 × 30 mm");
    expect(out).toContain("volume     216,000 mm³");
    expect(out).toContain("The surface is closed");
    await writeFile(join(folder, "flat.glb"), await makeBoxGlb({ depth: 0 }));
    expect((await run("inspect @flat.glb")).out).toContain("The surface is not closed");
    const triangle = new GlbMaker();
    const corners = triangle.accessor("VEC3", new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1]));
    triangle.show(triangle.document.createMesh("two").addPrimitive(triangle.document.createPrimitive().setAttribute("POSITION", corners)));
    await writeFile(join(folder, "hole.glb"), await triangle.bytes());
    expect((await run("inspect @hole.glb")).out).toMatch(/ 1 hole$/m);
    for (const line of ["inspect @flat.glb --depth 12mm", "convert @flat.glb @flat.stl --depth 12mm"]) {
      const refused = await run(line);
      expect([refused.code, refused.out, refused.err.split("\n")[0]]).toEqual([2, "", "The model has no depth that could be 12 mm. Give another of --height, --width and --depth."]);
    }
  });

  it("says what a file without triangles has", async () => {
    const points = async (mode: GLTF.MeshPrimitiveMode) => {
      const maker = new GlbMaker();
      const primitive = maker.document.createPrimitive().setMode(mode).setAttribute("POSITION", maker.accessor("VEC3", new Float32Array([0, 0, 0, 1, 2, 3])));
      maker.show(maker.document.createMesh("sketch").addPrimitive(primitive));
      return maker.bytes();
    };
    await writeFile(join(folder, "points.glb"), await points(0));
    await writeFile(join(folder, "lines.glb"), await points(1));
    const nothing = new GlbMaker();
    nothing.buffer.dispose();
    await writeFile(join(folder, "nothing.glb"), await nothing.bytes());
    for (const [name, words] of [["points", ", only points"], ["lines", ", only lines"], ["nothing", ""]] as const) {
      const { code, out } = await run(`inspect @${name}.glb --height 12cm`);
      expect([code, out.split("\n").slice(1)]).toEqual([0, [`  It has no triangles${words}: there is no surface that could be measured, printed or made into another format.`]]);
    }
    expect(JSON.parse((await run("inspect @lines.glb --json")).out)).toMatchObject({ triangles: 0, leftOut: ["lines"] });
  });

  it("says the same as JSON", async () => {
    const { out } = await run("inspect @in.glb --json");
    expect(JSON.parse(out)).toMatchObject({ triangles: 12, volume: expect.closeTo(1, 5), isClosed: true, holes: 0, components: 1, genus: 0, scale: 1 });
  });
});
