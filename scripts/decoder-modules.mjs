// The decoders of compressed files as modules of our own: what a build puts in the place of `viewer/decoders/*-module.ts`, which fetch
// them from the installed packages. So a page gets them from the host that the viewer itself comes from, and any bundler can follow.
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ROOT } from "./ensure-installed.mjs";

const LIBRARIES = "node_modules/three/examples/jsm/libs";
const read = (path, encoding = "utf8") => readFileSync(join(ROOT, path), encoding);

/** A script that looks for Node and for module systems of old, and is to find neither. */
const asModule = (path, notice) => `/*! ${notice} */\nconst module = undefined, exports = undefined, require = undefined, define = undefined;\n${read(path)}`;

/** Puts one text in the place of another, which must be there once: a new version of a package is not to be changed by half. */
function replaceOnce(text, before, after) {
  const parts = text.split(before);
  if (parts.length !== 2) throw new Error(`"${before}" is ${parts.length - 1} times in a decoder, in place of once.`);
  return parts.join(after);
}

/**
 * What calls from the page into the transcoder's program and back. The transcoder writes such functions as text and has the browser
 * evaluate it, which a strict page forbids; these do the same as closures.
 */
const CLOSURES = `
const intoProgram = (types, isMethod, returns, hasStack, humanName, fail, invoker, target, runDestructors) => {
  const [result, owner, ...given] = types;
  return function (...values) {
    if (values.length !== given.length) fail(\`function \${humanName} called with \${values.length} arguments, expected \${given.length}\`);
    const destructors = hasStack ? [] : null;
    const wired = isMethod ? [owner.toWireType(destructors, this)] : [];
    given.forEach((type, index) => wired.push(type.toWireType(destructors, values[index])));
    const answer = invoker(target, ...wired);
    if (hasStack) runDestructors(destructors);
    else (isMethod ? [owner, ...given] : given).forEach((type, index) => type.destructorFunction?.(wired[index]));
    return returns ? result.fromWireType(answer) : undefined;
  };
};
const outOfProgram = (kind, result, types, returnValue) => (owner, method, destructors, at) => {
  let offset = 0;
  const values = types.map((type) => {
    const value = type.readValueFromPointer(at + offset);
    offset += type.argPackAdvance;
    return value;
  });
  const answer = kind === 1 ? new method(...values) : kind === 0 ? method.call(owner, ...values) : method.call(...values);
  return result.isVoid ? undefined : returnValue(result, destructors, answer);
};
`;

function basisWithoutEval() {
  const text = asModule(`${LIBRARIES}/basis/basis_transcoder.js`, "Basis Universal, Copyright Binomial LLC, Apache-2.0");
  const inward = replaceOnce(text, "newFunc(Function,args)(...closureArgs)", "intoProgram(argTypes,isClassMethodFunc,returns,needsDestructorStack,humanName,throwBindingError,cppInvokerFunc,cppTargetFunc,runDestructors)");
  return replaceOnce(inward, "newFunc(Function,params)(...args)", "outOfProgram(kind,retType,types,emval_returnValue)") + CLOSURES;
}

const MODULES = {
  "draco-module": () => `${asModule(`${LIBRARIES}/draco/gltf/draco_decoder.js`, "Draco, Copyright Google LLC, Apache-2.0")}\nexport const loadDraco = () => DracoDecoderModule();\n`,
  "basis-module": () =>
    `${basisWithoutEval()}
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
