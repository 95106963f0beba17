import type { BasisTranscoder } from "../src/basis/basis-transcoder.ts";
import { withBasis } from "../src/basis/with-basis.ts";
import { canvasCodec } from "../src/images/canvas-codec.ts";
import type { ImageCodec } from "../src/images/image-codec.ts";
import { isInNode, readAsset } from "./here.ts";

type BasisPackage = "ktx2-encoder" | "three";
type Start = (options: { wasmBinary: Uint8Array }) => Promise<BasisTranscoder & { initializeBasis(): void }>;

const FILES = { "ktx2-encoder": "node_modules/ktx2-encoder/dist/basis/basis_encoder", three: "node_modules/three/examples/jsm/libs/basis/basis_transcoder" } as const;

/** As a page does it: one of the two is a module, and the other a script that leaves a function behind. */
async function startBasis(from: BasisPackage): Promise<BasisTranscoder> {
  const [script, wasmBinary] = await Promise.all([readAsset(`${FILES[from]}.js`), readAsset(`${FILES[from]}.wasm`)]);
  const text = new TextDecoder().decode(script);
  const start = from === "three" ? (new Function(`${text}; return BASIS;`)() as Start) : ((await import(/* @vite-ignore */ `/${FILES[from]}.js`)) as { default: Start }).default;
  const basis = await start({ wasmBinary });
  basis.initializeBasis();
  return basis;
}

/** What reads and writes pictures where the tests run: sharp in Node, the canvas in pages and workers. */
const plainCodec = isInNode ? (await import("../src/images/sharp-codec.ts")).sharpCodec : canvasCodec;
const loadBasis = isInNode ? (await import("../src/basis/load-basis.ts")).loadBasis : startBasis;

export const codecWithBasisOf = (from: BasisPackage): ImageCodec => withBasis(plainCodec, () => loadBasis(from));
/** As its package gives it in Node, with what reads KTX2 beside it. */
export const codec: ImageCodec = isInNode ? plainCodec : codecWithBasisOf("ktx2-encoder");
