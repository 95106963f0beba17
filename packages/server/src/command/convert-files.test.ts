import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { GlbMaker } from "../../../mesh/test/make-glb.ts";
import { makeMovingMaker } from "../../../mesh/test/make-moving-glb.ts";
import { makeRichGlb } from "../../../mesh/test/make-rich-glb.ts";
import { executeCommand } from "./execute-command.ts";

const assimp = promisify(execFile);
const hasAssimp = await assimp("assimp", ["version"]).then(
  () => true,
  () => false,
);

let base: string;
let folder: string;
let count = 0;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "model-3d-files-"));
});
afterAll(() => rm(base, { recursive: true, force: true }));
beforeEach(async () => {
  folder = join(base, String(count++));
  await mkdir(folder);
  await writeFile(join(folder, "in.glb"), await makeRichGlb());
  await writeFile(join(folder, "moving.glb"), await makeMovingMaker().bytes());
});

/** One triangle. */
async function makeTriangle(): Promise<Uint8Array> {
  const maker = new GlbMaker();
  const primitive = maker.document.createPrimitive().setAttribute("POSITION", maker.accessor("VEC3", Float32Array.of(0, 0, 0, 2000, 0, 0, 0, 1, 0)));
  maker.show(maker.document.createMesh().addPrimitive(primitive));
  return maker.bytes();
}

/** Runs a line of words, parted by `|`, in which `@` stands for the folder. */
async function run(line: string): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const words = line.split("|").map((word) => word.replace(/^@/, `${folder}/`));
  const code = await executeCommand(words, { environment: {}, print: (text) => out.push(text), complain: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

/** All that lies in the folder but what was put there, with its folders. */
async function listed(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return files.filter((name) => name !== "in.glb" && name !== "moving.glb").sort();
}

const text = (name: string) => readFile(join(folder, name), "utf8");

describe("model-3d convert to a format of several files", () => {
  it("writes an OBJ with its materials and textures beside it, which name each other", async () => {
    const { code, out } = await run("convert|@in.glb|@out.obj|--json");
    expect(code).toBe(0);
    const files = await listed();
    expect(files.slice(0, 1)).toEqual(["out-obj-textures/" + files[0]!.split("/")[1]!]);
    expect(files.filter((name) => !name.startsWith("out-obj-textures/"))).toEqual(["out.mtl", "out.obj"]);
    const card = JSON.parse(out) as { file: string; files: string[]; bytes: number };
    expect(card.file).toBe(join(folder, "out.obj"));
    expect(card.files[0]).toBe(card.file);
    expect(card.files.map((path) => path.slice(folder.length + 1)).sort()).toEqual(files);
    const sizes = await Promise.all(files.map(async (name) => (await readFile(join(folder, name))).length));
    expect(card.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect(await text("out.obj")).toContain("\nmtllib out.mtl\n");
    const named = [...(await text("out.mtl")).matchAll(/^(?:map_\w+|norm) (?:-bm \S+ )?(\S+)$/gm)].map(([, path]) => path!);
    expect(named.length).toBeGreaterThan(0);
    expect([...new Set(named)].sort()).toEqual(files.filter((name) => name.includes("/")));
  });

  it("writes a glTF with its buffer and textures beside it", async () => {
    expect((await run("convert|@moving.glb|@out.gltf")).out).toContain(`with       ${folder}/out.bin`);
    expect(await listed()).toEqual(["out-gltf-textures/squares.png", "out.bin", "out.gltf"]);
    const { buffers, images, animations } = JSON.parse(await text("out.gltf")) as Record<"buffers" | "images" | "animations", { uri: string }[]>;
    expect([buffers[0]!.uri, images[0]!.uri, animations.length]).toEqual(["out.bin", "out-gltf-textures/squares.png", 1]);
  });

  it.each(["obj", "gltf"])("packs a %s where the name ends in .zip", async (format) => {
    for (const line of [`convert|@in.glb|@chair.${format}.zip`, `convert|@in.glb|@chair.zip|--format|${format}`]) expect(await run(line)).toMatchObject({ code: 0 });
    expect(await listed()).toEqual([`chair.${format}.zip`, "chair.zip"]);
    for (const name of await listed()) {
      const bytes = await readFile(join(folder, name));
      expect(bytes.subarray(0, 2).toString()).toBe("PK");
      expect(bytes.toString("latin1")).toContain(`chair.${format}`);
    }
  });

  it("leaves two models in one folder nothing in common, whatever they are called", async () => {
    for (const name of ["chair", "стул", "стол", "my chair", "my_chair"]) {
      for (const format of ["obj", "gltf"]) expect(await run(`convert|@moving.glb|@${name}.${format}`)).toMatchObject({ code: 0 });
    }
    expect((await listed()).length).toBe(5 * 2 * 3);
    for (const name of ["стул", "my chair"]) {
      const library = /^mtllib (\S+)$/m.exec(await text(`${name}.obj`))![1]!;
      expect(await text(library)).toContain("map_Kd");
    }
  });

  it("replaces nothing of what lies there, and all of it where it is told to; leaves nothing of what fails", async () => {
    await writeFile(join(folder, "out.mtl"), "mine");
    expect(await run("convert|@in.glb|@out.obj")).toMatchObject({ code: 2, err: expect.stringContaining(`${folder}/out.mtl is there already. Give another name, or --force.`) });
    expect([await listed(), await text("out.mtl")]).toEqual([["out.mtl"], "mine"]);
    expect(await run("convert|@in.glb|@out.obj|--force")).toMatchObject({ code: 0 });
    expect(await text("out.mtl")).toContain("newmtl");
    expect(await run("convert|@in.glb|@none/out.obj")).toMatchObject({ code: 1, err: `There is no folder ${folder}/none.` });
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it.each([
    ["@out.zip", "out.zip does not say what it packs. Name it as in chair.obj.zip, or give --format gltf or --format obj."],
    ["@out.stl.zip", "Only gltf and obj are packed into a ZIP. Name the file with the ending .stl."],
    ["@out.zip|--format|step", "Only gltf and obj are packed into a ZIP. Name the file with the ending .step."],
    ["@out.stl|--tessellated", "stl does not take --tessellated; it takes --height, --width, --depth, --unit, --up."],
    ["@out.stl|--no-textures", "stl does not take --no-textures"],
    ["@out.glb|--up|z", "glb does not take --up; it takes --height, --width, --depth, --no-textures."],
  ])("says of %s which flag is at fault", async (words, message) => {
    expect(await run(`convert|@in.glb|${words}`)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
    expect(await listed()).toEqual([]);
  });

  it("names its own flags where the model is what cannot be", async () => {
    expect(await run("convert|@moving.glb|@out.step|--max-faces|4")).toMatchObject({ code: 1, err: expect.stringContaining("Raise --max-faces, or take --tessellated.") });
  });

  it.runIf(hasAssimp)("is opened by another program, with its textures", async () => {
    for (const name of ["out.obj", "my chair.obj", "out.gltf"]) {
      expect(await run(`convert|@moving.glb|@${name}|--height|120mm`)).toMatchObject({ code: 0 });
      const { stdout } = await assimp("assimp", ["info", join(folder, name)]);
      expect(stdout).toMatch(/Faces:\s+36\b/);
      expect(stdout).toMatch(/-textures\/squares\.png/);
    }
  });

  it.each(["", "|--force"])("puts no file in the place of a device, a pipe or a socket (%s)", async (force) => {
    const path = join(folder, "socket.stl");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    try {
      expect(await run(`convert|@in.glb|@socket.stl${force}`)).toMatchObject({ code: 2, err: expect.stringContaining("is a device, a pipe or a socket, and no file that could be replaced.") as string });
      expect((await stat(path)).isSocket()).toBe(true);
    } finally {
      server.close();
    }
  });

  it("counts one in the singular, and thousands with a comma", async () => {
    await writeFile(join(folder, "triangle.glb"), await makeTriangle());
    const { out } = await run("convert|@triangle.glb|@triangle.ply");
    expect(out).toContain("2,000 × 1 × 0 m");
    expect(out).toContain("1 triangle, open at 3 edges");
  });
});
