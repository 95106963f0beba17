// The decoders of compressed files as modules of our own: what a build puts in the place of `viewer/decoders/*-module.ts`, which fetch
// them from the installed packages. So a page gets them from the host that the viewer itself comes from, and any bundler can follow.
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ROOT } from "./ensure-installed.mjs";

const LIBRARIES = "node_modules/three/examples/jsm/libs";
const read = (path, encoding = "utf8") => readFileSync(join(ROOT, path), encoding);

/** A script that looks for Node and for module systems of old, and is to find neither. */
const asModule = (path, notice) => `/*! ${notice} */\nconst module = undefined, exports = undefined, require = undefined, define = undefined;\n${read(path)}`;

const MODULES = {
  "draco-module": () => `${asModule(`${LIBRARIES}/draco/gltf/draco_decoder.js`, "Draco, Copyright Google LLC, Apache-2.0")}\nexport const loadDraco = () => DracoDecoderModule();\n`,
  "basis-module": () =>
    `${asModule(`${LIBRARIES}/basis/basis_transcoder.js`, "Basis Universal, Copyright Binomial LLC, Apache-2.0")}
const program = ${JSON.stringify(read(`${LIBRARIES}/basis/basis_transcoder.wasm`, "base64"))};
export const loadBasis = () => BASIS({ wasmBinary: Uint8Array.from(atob(program), (letter) => letter.charCodeAt(0)).buffer });\n`,
  "meshopt-module": () => `/*! meshoptimizer, Copyright Arseny Kapoulkine and Jasper St. Pierre, MIT */\n${read("node_modules/meshoptimizer/meshopt_decoder_reference.js").replace(/^export \{ MeshoptDecoder \};$/m, "export const loadMeshopt = async () => MeshoptDecoder;")}`,
};

export const DECODER_NAMES = Object.keys(MODULES);

/** The text for one of them; by any other path, null. */
export function decoderModule(path) {
  const name = basename(path).replace(/\.[jt]s$/, "");
  return basename(dirname(path)) === "decoders" && Object.hasOwn(MODULES, name) ? MODULES[name]() : null;
}

/** For rollup and whatever takes its plugins. */
export const decoderModules = () => ({ name: "decoder-modules", load: (id) => decoderModule(id.split("?")[0]) });
