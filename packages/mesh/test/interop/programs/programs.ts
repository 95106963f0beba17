import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import { validateBytes } from "gltf-validator";
import type { FormatName } from "../../../src/write/format.ts";
import { FORMATS } from "../../../src/write/formats.ts";
import { measureSurface } from "../../measure-surface.ts";
import { READERS } from "../read-exports.ts";
import { ufbxIn } from "./read-in-ufbx.ts";
import { readInTinyUsdz, startTinyUsdz } from "./read-in-tinyusdz.ts";
import { readByScript, run, versionOf, type Found, type InteropFile, type Program } from "./program.ts";

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const EVERYTHING = ["triangles", "bounds", "area", "volume"] as const;

/** One file after the other. */
const each = (read: (file: InteropFile, folder: string) => Found | Promise<Found>) => async (files: readonly InteropFile[], folder: string) => {
  const found = new Map<string, Found>();
  for (const file of files) {
    try {
      found.set(file.path, await read(file, folder));
    } catch (error) {
      found.set(file.path, { error: String(error).slice(0, 160) });
    }
  }
  return found;
};

/** What was unpacked for programs that open files of several, as a reader in JavaScript takes it. */
const packFolder = (folder: string): Uint8Array => zipSync(Object.fromEntries(readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [[join(entry.parentPath, entry.name).slice(folder.length + 1), new Uint8Array(readFileSync(join(entry.parentPath, entry.name)))]] : []))), { level: 0 });

const versionIn = (cache: string, name: string): string | null => {
  try {
    return (JSON.parse(readFileSync(join(cache, "node_modules", name, "package.json"), "utf8")) as { version: string }).version;
  } catch {
    return null;
  }
};

/** What is round into as many triangles as it takes to tell it from what it was made of. */
const FINELY = { linearUnit: "millimeter", linearDeflectionType: "bounding_box_ratio", linearDeflection: 1e-2, angularDeflection: 0.1 };

const numberAfter = (output: string, words: RegExp): number => Number(new RegExp(`${words.source}\\s*[:=]?\\s*(-?[\\d.]+(?:e[-+]?\\d+)?)`, "i").exec(output)?.[1] ?? NaN);

/** All that are asked. `cache` is where packages of npm are installed for this alone. */
export function programsOf(cache: string): readonly Program[] {
  const require = createRequire(join(cache, "package.json"));
  return [
    {
      name: "assimp",
      from: { apt: "assimp-utils" },
      version: () => versionOf("assimp", "version"),
      formats: { glb: {}, gltf: {}, obj: {}, stl: {}, ply: {}, "3mf": {}, fbx: {}, dxf: { upAxis: "y" } },
      measures: ["bounds", "area", "volume"],
      read: each(async ({ path }, folder) => {
        const out = join(folder, "assimp.stl");
        const { output, isDone } = run("assimp", ["export", path, out, "-fstlb"]);
        if (!isDone) return { error: output.trim().split("\n").at(-1)!.slice(0, 160) };
        return READERS.stl(new Uint8Array(readFileSync(out)));
      }),
    },
    {
      name: "admesh",
      from: { apt: "admesh" },
      version: () => versionOf("admesh", "--version"),
      formats: { stl: {} },
      measures: ["triangles", "bounds", "volume"],
      read: each(({ path, isClosed }) => {
        const { output, isDone } = run("admesh", [path]);
        if (!isDone) return { error: output.trim().split("\n").at(-1)!.slice(0, 160) };
        const axes = ["X", "Y", "Z"].map((axis) => [numberAfter(output, new RegExp(`Min ${axis}`)), numberAfter(output, new RegExp(`Max ${axis}`))] as const);
        // What is not closed it closes, and then measures something else.
        if (!isClosed) return { triangles: numberAfter(output, /Number of facets/), min: axes.map(([min]) => min), max: axes.map(([, max]) => max) };
        const faults = ["Degenerate facets", "Edges fixed", "Facets removed", "Facets added", "Facets reversed", "Backwards edges", "Normals fixed"].filter((fault) => numberAfter(output, new RegExp(fault)) > 0);
        return { triangles: numberAfter(output, /Number of facets/), min: axes.map(([min]) => min), max: axes.map(([, max]) => max), volume: numberAfter(output, /Volume/), ...(faults.length > 0 && { error: `it mends ${faults.join(", ").toLowerCase()}` }) };
      }),
    },
    {
      name: "ezdxf",
      from: { apt: "python3-ezdxf" },
      version: () => versionOf("/usr/bin/python3", "-c", "import ezdxf; print(ezdxf.__version__)"),
      formats: { dxf: {} },
      measures: EVERYTHING,
      read: async (files, folder) => readByScript("ezdxf", files, folder, (list, out) => run("/usr/bin/python3", [script("measure-in-ezdxf.py"), list, out], { minutes: 20 })),
    },
    {
      name: "PrusaSlicer",
      from: { apt: "prusa-slicer" },
      version: () => versionOf("prusa-slicer", "--help"),
      formats: { stl: {}, "3mf": {} },
      measures: ["bounds"],
      read: each(({ path, isClosed }, folder) => {
        const { output, isDone } = run("prusa-slicer", ["--info", path], { minutes: 1 });
        // One block for each object.
        const valuesOf = (name: string) => [...output.matchAll(new RegExp(`^${name} = (-?[\\d.]+)`, "gm"))].map(([, value]) => Number(value));
        const [min, max] = [["min_x", "min_y", "min_z"].map((name) => Math.min(...valuesOf(name))), ["max_x", "max_y", "max_z"].map((name) => Math.max(...valuesOf(name)))];
        if (!isDone || min.some((value) => !Number.isFinite(value))) return { error: output.trim().split("\n").at(-1)!.slice(0, 160) };
        if (isClosed && output.includes("manifold = no")) return { error: "it is not manifold to it" };
        const sliced = isClosed ? run("prusa-slicer", ["--export-gcode", "--scale-to-fit", "40,40,40", "--center", "100,100", "--output", join(folder, "sliced.gcode"), path], { minutes: 2 }) : null;
        if (sliced && !sliced.isDone) return { error: `it does not slice: ${sliced.output.trim().split("\n").at(-1)!.slice(0, 120)}` };
        return { min, max };
      }),
    },
    {
      name: "FreeCAD",
      from: { apt: "freecad" },
      version: () => versionOf("dpkg-query", "--show", "--showformat=${Version}", "freecad") ?? versionOf("freecadcmd", "--version"),
      formats: { step: {}, stl: {}, obj: {}, ply: {} },
      measures: ["bounds", "area", "volume"],
      read: async (files, folder) => readByScript("freecad", files, folder, (list, out) => run("freecadcmd", [script("measure-in-freecad.py")], { minutes: 20, env: { INTEROP_LIST: list, INTEROP_OUT: out, QT_QPA_PLATFORM: "offscreen" } })),
    },
    {
      name: "Blender",
      from: { apt: "blender" },
      version: () => versionOf("blender", "--version"),
      formats: { glb: { unit: "m", upAxis: "z" }, gltf: { unit: "m", upAxis: "z" }, obj: { upAxis: "z" }, stl: {}, ply: {}, fbx: { unit: "m", upAxis: "z" } },
      measures: EVERYTHING,
      read: async (files, folder) => readByScript("blender", files, folder, (list, out) => run("blender", ["--background", "--factory-startup", "--python-use-system-env", "--python", script("measure-in-blender.py"), "--", list, out], { minutes: 20 })),
    },
    {
      name: "occt-import-js",
      from: { npm: "occt-import-js@0.0.23" },
      version: () => versionIn(cache, "occt-import-js"),
      formats: { step: { unit: "mm" } },
      measures: ["bounds", "area", "volume"],
      offRound: 2e-3,
      read: async (files, folder) => {
        const occt = await (require("occt-import-js") as () => Promise<{ ReadStepFile(bytes: Uint8Array, options: object): { success: boolean; meshes: { attributes: { position: { array: number[] } }; index: { array: number[] } }[] } }>)();
        return each(({ path }) => {
          const { success, meshes } = occt.ReadStepFile(new Uint8Array(readFileSync(path)), FINELY);
          if (!success || meshes.length === 0) return { error: "it reads nothing" };
          return measureSurface(meshes.flatMap(({ attributes, index }) => index.array.flatMap((vertex) => attributes.position.array.slice(3 * vertex, 3 * vertex + 3))));
        })(files, folder);
      },
    },
    {
      name: "tinyusdz",
      from: { npm: "tinyusdz@0.9.0-rc10" },
      version: () => versionIn(cache, "tinyusdz"),
      formats: { usdz: {} },
      measures: EVERYTHING,
      read: async (files, folder) => {
        const tinyusdz = await startTinyUsdz(join(cache, "node_modules/tinyusdz"));
        return each(({ path }) => readInTinyUsdz(tinyusdz, new Uint8Array(readFileSync(path))))(files, folder);
      },
    },
    ufbxIn(cache),
    {
      name: "gltf-validator",
      from: { npm: "gltf-validator" },
      version: () => versionOf(process.execPath, "-p", "require('gltf-validator/package.json').version"),
      formats: { glb: {}, gltf: {} },
      measures: [],
      read: each(async ({ path }) => {
        const externalResourceFunction = (uri: string) => Promise.resolve(new Uint8Array(readFileSync(join(dirname(path), decodeURIComponent(uri)))));
        const { issues } = await validateBytes(new Uint8Array(readFileSync(path)), { externalResourceFunction });
        return issues.numErrors > 0 ? { error: issues.messages[0]!.message } : {};
      }),
    },
    {
      name: "three",
      from: { npm: "three" },
      version: () => versionIn(join(cache, "../../../.."), "three"),
      formats: Object.fromEntries((["glb", "gltf", "obj", "stl", "ply", "3mf", "fbx", "usdz"] satisfies FormatName[]).map((format) => [format, {}])),
      measures: EVERYTHING,
      read: each(({ path, format }) => READERS[format](FORMATS[format].extension === "zip" ? packFolder(dirname(path)) : new Uint8Array(readFileSync(path)))),
    },
  ];
}
