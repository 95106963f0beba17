// `npm run wasm`: compiles packages/mesh/assembly into a module of the sources, so that neither those who install the package nor those who build it need a compiler.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const ROOT = join(import.meta.dirname, "..");
export const MODULE = "packages/mesh/src/optimize/collapser-module.ts";
const SOURCE = "packages/mesh/assembly/index.ts";
const OPTIONS = ["-O3", "--converge", "--noAssert", "--runtime", "stub", "--use", "abort=", "--enable", "simd"];

/** The text of the module. */
export async function compileCollapser(): Promise<string> {
  const { main } = await import("assemblyscript/asc");
  let bytes: Uint8Array | null = null;
  const { error, stderr } = await main([SOURCE, "--outFile", "collapser.wasm", "--baseDir", ROOT, ...OPTIONS], {
    writeFile: (name, contents) => {
      if (name.endsWith(".wasm") && typeof contents !== "string") bytes = contents;
    },
  });
  if (error || bytes === null) throw new Error(`${SOURCE} does not compile.\n${stderr.toString()}`, { cause: error });
  return `/** Made by \`npm run wasm\` from \`assembly/\`. */\nexport const COLLAPSER = "${Buffer.from(bytes).toString("base64")}";\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(join(ROOT, MODULE), await compileCollapser());
  console.log(`${MODULE} is written anew.`);
}
