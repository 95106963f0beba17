import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";

/** Where the bundles are on the server. */
const PREFIX = "/bundled-tests";
/** Where a module finds what lies beside it: there, not beside the bundle. */
const OWN_ADDRESS = "import.meta.url";

/** Puts in the place of each module's own address the one that it has on the server. */
const keepAddresses = (rootDir) => ({
  name: "keep-addresses",
  setup({ onLoad }) {
    onLoad({ filter: /\/packages\/[^/]+\/(src|test)\/.*\.ts$/ }, async ({ path }) => {
      const contents = await readFile(path, "utf8");
      if (!contents.includes(OWN_ADDRESS)) return undefined;
      return { contents: contents.replaceAll(OWN_ADDRESS, `new URL(${JSON.stringify(`/${relative(rootDir, path)}`)}, location.href).href`), loader: "ts", resolveDir: dirname(path) };
    });
  },
});

/**
 * Answers with a bundle where the runner's page asks for a test file: of the hundreds of modules behind most of them, each would be a request. All are
 * bundled at once, so that each module is translated once; what is imported later comes later, as in the product.
 *
 * @param {string} rootDir folder that is served as `/`
 * @param {string} source folder of the tests
 * @param {{ target: string, tsconfig: string, conditions: string[] }} options as everything else is translated and found
 */
export function bundleTests(rootDir, source, options) {
  /** Text of each file by its path; made when the first is asked for. */
  let bundles;

  async function bundle() {
    const { outputFiles } = await build({
      entryPoints: globSync(join(source, "**/*.test.ts")),
      bundle: true,
      splitting: true,
      format: "esm",
      ...options,
      // Asked for in Node alone.
      external: ["module", "node:*"],
      outbase: source,
      outdir: PREFIX,
      write: false,
      sourcemap: "linked",
      plugins: [keepAddresses(rootDir)],
      logLevel: "warning",
    });
    return new Map(outputFiles.map(({ path, text }) => [path, text]));
  }

  const served = `/${relative(rootDir, source)}/`;
  return {
    name: "bundle-tests",
    async serve({ path }) {
      if (path.startsWith(served) && path.endsWith(".test.ts")) return { body: `import "${PREFIX}/${path.slice(served.length).replace(/\.ts$/, ".js")}";\n`, type: "js" };
      if (!path.startsWith(`${PREFIX}/`)) return undefined;
      const text = (await (bundles ??= bundle())).get(path);
      return text === undefined ? undefined : { body: text, type: path.endsWith(".map") ? "json" : "js" };
    },
  };
}
