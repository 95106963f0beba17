import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, type Found, type InteropFile, type Program } from "./program.ts";

const READER = fileURLToPath(new URL("measure-in-ufbx.c", import.meta.url));
/** A command line holds so many paths without a thought. */
const AT_ONCE = 50;

/** Built from a folder with `ufbx.c` and `ufbx.h`, which `UFBX` names: no registry has it. `cache` is where the reader is built. */
export function ufbxIn(cache: string): Program {
  const folder = process.env.UFBX;
  const binary = join(cache, "measure-in-ufbx");
  return {
    name: "ufbx",
    from: { source: "UFBX=<a folder with ufbx.c and ufbx.h>, with a C compiler there," },
    version() {
      if (folder === undefined || !existsSync(join(folder, "ufbx.c"))) return null;
      if (!run("cc", ["-O2", `-I${folder}`, READER, join(folder, "ufbx.c"), "-lm", "-o", binary]).isDone) return null;
      return /UFBX_HEADER_VERSION ufbx_pack_version\((\d+), (\d+), (\d+)\)/.exec(readFileSync(join(folder, "ufbx.h"), "utf8"))?.slice(1, 4).join(".") ?? null;
    },
    formats: { fbx: { unit: "m", upAxis: "y" } },
    measures: ["triangles", "bounds", "area", "volume"],
    async read(files) {
      const found = new Map<string, Found>();
      for (let from = 0; from < files.length; from += AT_ONCE) for (const [path, one] of measure(files.slice(from, from + AT_ONCE))) found.set(path, one);
      return found;
    },
  };

  function measure(files: readonly InteropFile[]): [string, Found][] {
    const { output } = run(binary, files.map(({ path }) => path));
    const lines = output.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Found & { path: string; missing?: string[]; homeless?: string[]; warnings?: string[] });
    const said = new Map(lines.map((line) => [line.path, line]));
    return files.map(({ path }) => {
      const { missing = [], homeless = [], warnings = [], error, ...measures } = said.get(path) ?? { error: "it ended before it came to this one" };
      const fault = error ?? (missing.length > 0 ? `no picture ${missing.join(", ")}` : homeless.length > 0 ? `no coordinates for ${homeless.join(", ")}` : warnings.length > 0 ? `it warns: ${warnings.join(", ")}` : undefined);
      return [path, { ...measures, ...(fault !== undefined && { error: fault }) }];
    });
  }
}
