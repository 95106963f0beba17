import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { compileFunction } from "node:vm";
import type { BasisTranscoder } from "./basis-transcoder.ts";

type Start = (options: { wasmBinary: Uint8Array }) => Promise<BasisTranscoder & { initializeBasis(): void }>;

const TRANSCODER = "three/examples/jsm/libs/basis/basis_transcoder";

/**
 * Binomial's transcoder from the package `three`, for Node: a new one each time. It is a script of the kind that `require` takes, in a package that says
 * of its files that they are modules.
 *
 * @throws Error where `three` is not installed.
 */
export async function loadBasis(): Promise<BasisTranscoder> {
  const require = createRequire(import.meta.url);
  const [script, program] = [require.resolve(`${TRANSCODER}.js`), require.resolve(`${TRANSCODER}.wasm`)];
  const [text, wasmBinary] = await Promise.all([readFile(script, "utf8"), readFile(program)]);
  const module: { exports: unknown } = { exports: {} };
  compileFunction(text, ["module", "exports", "require", "__filename", "__dirname"], { filename: script })(module, module.exports, require, script, dirname(script));
  const basis = await (module.exports as Start)({ wasmBinary });
  basis.initializeBasis();
  return basis;
}
