import { globSync } from "node:fs";
import { builtinModules } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const MESH = fileURLToPath(new URL("../..", import.meta.url));

const nameOf = (file: string) => file.replace(/\.ts$/, "");
/** Where the module of a test file is. */
export const addressOf = (file: string): string => `/${nameOf(file)}.js`;

/** The test files of the package, by their paths in it. */
export const testFiles = (): string[] => globSync("src/**/*.test.ts", { cwd: MESH }).sort();

/**
 * The test files and what runs them as modules for browsers, by their addresses. What is of Node stays outside, so that a file that needs it
 * cannot be loaded, and says so.
 */
export async function bundleTests(files: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    absWorkingDir: MESH,
    entryPoints: [...files.map((file) => ({ in: file, out: nameOf(file) })), ...["run-tests", "run-in-worker", "test-worker"].map((name) => ({ in: `test/browser/${name}.ts`, out: name }))],
    outdir: "bundle",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["model-3d-source", "browser", "production"],
    external: ["node:*", ...builtinModules, "sharp"],
    define: { "process.env.NODE_ENV": '"production"' },
    write: false,
    logLevel: "error",
  });
  return new Map(outputFiles.map(({ path, contents }) => [`/${relative(`${MESH}/bundle`, path)}`, contents]));
}

