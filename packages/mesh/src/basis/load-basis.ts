import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { compileFunction } from "node:vm";
import type { BasisTranscoder } from "./basis-transcoder.ts";

type Started = BasisTranscoder & { initializeBasis(): void };
type Start = (options?: { wasmBinary: Uint8Array }) => Promise<Started>;

const require = createRequire(import.meta.url);
/** Whole, of 3.5 MB: it writes as well, and its own doors do not lead to what reads. */
const ENCODER = "ktx2-encoder";
const TRANSCODER = "three/examples/jsm/libs/basis/basis_transcoder";

/**
 * Binomial's transcoder for Node, a new one each time: of the package `ktx2-encoder`, or else of `three`, or of the one that is named. Of `three` it is a script of
 * the kind that `require` takes, in a package that says of its files that they are modules.
 *
 * @throws Error where it is not installed.
 */
export async function loadBasis(from?: "ktx2-encoder" | "three"): Promise<BasisTranscoder> {
  const encoder = from === "three" ? null : findEncoder();
  if (from === ENCODER && encoder === null) throw new Error(`${ENCODER} is not installed.`);
  const basis = await (encoder === null ? startTranscoder() : startEncoder(encoder));
  basis.initializeBasis();
  return basis;
}

/** By its folder, since it says of itself only what `import` may take. */
function findEncoder(): string | null {
  const scripts = (require.resolve.paths(ENCODER) ?? []).map((folder) => join(folder, ENCODER, "dist/basis/basis_encoder.js"));
  return scripts.find((script) => existsSync(script)) ?? null;
}

async function startEncoder(script: string): Promise<Started> {
  const { default: start } = (await import(/* @vite-ignore */ pathToFileURL(script).href)) as { default: Start };
  return start();
}

async function startTranscoder(): Promise<Started> {
  const [script, program] = [require.resolve(`${TRANSCODER}.js`), require.resolve(`${TRANSCODER}.wasm`)];
  const [text, wasmBinary] = await Promise.all([readFile(script, "utf8"), readFile(program)]);
  const module: { exports: unknown } = { exports: {} };
  compileFunction(text, ["module", "exports", "require", "__filename", "__dirname"], { filename: script })(module, module.exports, require, script, dirname(script));
  return (module.exports as Start)({ wasmBinary });
}
