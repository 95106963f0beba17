import { nodeResolve } from "@rollup/plugin-node-resolve";
import { fileURLToPath } from "node:url";
import esbuild from "rollup-plugin-esbuild";
import { decoderModules } from "./scripts/decoder-modules.mjs";
import { lateParts } from "./scripts/late-parts.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** A worker that is started by `new URL("./x-worker.ts", import.meta.url)` becomes a file of its own, wherever the bundle lies. */
const workers = {
  name: "workers",
  transform(code, id) {
    const replaced = code.replace(/new URL\(\s*"(\.\/[\w-]+-worker)\.[jt]s",\s*import\.meta\.url\s*\)/g, (_all, path) => {
      const reference = this.emitFile({ type: "chunk", id: new URL(`${path}${id.endsWith(".ts") ? ".ts" : ".js"}`, `file://${id}`).pathname });
      return `new URL(import.meta.ROLLUP_FILE_URL_${reference})`;
    });
    return replaced === code ? null : { code: replaced, map: null };
  },
};

/** Minifying leaves styles and mark-up as they are, since they are text: the depth of their lines says nothing to a browser. */
const indentation = {
  name: "indentation",
  transform: (code, id) => (/\/elements\/src\/.+\.[jt]s$/.test(id) ? { code: code.replace(/\n\s+/g, "\n"), map: null } : null),
};

/** From our sources to what a browser loads; whatever only a viewer needs becomes a chunk of its own. */
const forBrowsers = [
  decoderModules(),
  lateParts(),
  nodeResolve({ browser: true, exportConditions: ["model-3d-source"], extensions: [".mjs", ".js", ".ts", ".json"] }),
  workers,
  indentation,
  esbuild({ target: "es2022", minify: true, legalComments: "eof", charset: "utf8", tsconfig: at("tsconfig.json"), sourceMap: false }),
];

/** The pages of the demo. */
const demo = {
  input: { admin: at("demo/pages/admin.ts"), design: at("demo/pages/design.ts"), designer: at("demo/pages/designer.ts"), elements: at("demo/pages/elements.ts"), gallery: at("demo/pages/gallery.ts"), "your-photos": at("demo/pages/your-photos.ts") },
  output: { dir: at("demo/public/bundle"), format: "es", entryFileNames: "[name].js", chunkFileNames: "chunk-[name]-[hash].js" },
  plugins: forBrowsers,
  preserveEntrySignatures: false,
};

/** All that an entry brings at once, in one chunk: what another entry shares with it would become a second one, and two compress less well than one. */
function keptTogether(entry) {
  let together = null;
  return (id, { getModuleInfo }) => {
    if (together === null) {
      together = new Set();
      const add = (one) => {
        if (together.has(one)) return;
        together.add(one);
        for (const imported of getModuleInfo(one)?.importedIds ?? []) add(imported);
      };
      add(entry);
    }
    return together.has(id) && !id.includes("/zod/") ? "elements" : null;
  };
}

/** One file for a plain script tag, with the viewer beside it; what only operators see; and the languages. */
const cdn = {
  input: { admin: at("packages/elements/src/admin/admin.ts"), "model-3d": at("packages/elements/src/index.ts"), "locale/ar": at("packages/elements/src/locale/ar.ts"), "locale/de": at("packages/elements/src/locale/de.ts") },
  output: { dir: at("packages/elements/dist/cdn"), format: "es", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js", onlyExplicitManualChunks: true, manualChunks: keptTogether(at("packages/elements/src/index.ts")) },
  plugins: forBrowsers,
};

/** What makes the documents' examples live in their site. */
const site = {
  input: { live: at("site/live/live.ts") },
  output: { dir: at("site/public/live"), format: "es", entryFileNames: "[name].js", chunkFileNames: "chunk-[name]-[hash].js" },
  plugins: forBrowsers,
  preserveEntrySignatures: "strict",
};

/** Few files need it, and the viewer has it beside it in any case. */
const isDraco = (id) => /\/decoders\/draco-module\.ts$/.test(id);

/** What makes files in a page, with all that it needs in one module but the decoder of Draco: see the build. */
const local = {
  input: at("packages/elements/src/export/make-locally.ts"),
  external: isDraco,
  output: { file: at("packages/elements/dist/export/make-locally.js"), format: "es", inlineDynamicImports: true, paths: (id) => (isDraco(id) ? "../viewer/decoders/draco-module.js" : id) },
  plugins: forBrowsers,
};

export default (options) => (options.configDemo ? demo : options.configSite ? site : options.configCdn ? cdn : options.configLocal ? local : [demo, cdn]);
