import { loadScript } from "./load-script.ts";

/** The part of the Basis transcoder that is used, by its own names. */
export interface Basis {
  initializeBasis(): void;
  KTX2File: new (bytes: Uint8Array) => BasisFile;
}

export interface BasisFile {
  isValid(): boolean;
  isUASTC(): boolean;
  isHDR(): boolean;
  getWidth(): number;
  getHeight(): number;
  getLayers(): number;
  getLevels(): number;
  getFaces(): number;
  getHasAlpha(): boolean;
  getDFDFlags(): number;
  startTranscoding(): boolean;
  getImageLevelInfo(level: number, layer: number, face: number): { width: number; height: number; origWidth: number; origHeight: number };
  getImageTranscodedSizeInBytes(level: number, layer: number, face: number, format: number): number;
  transcodeImage(target: Uint8Array, level: number, layer: number, face: number, format: number, getAlphaForOpaque: number, channel0: number, channel1: number): boolean;
  close(): void;
  delete(): void;
}

const FOLDER = "../../../../../node_modules/three/examples/jsm/libs/basis/";

/** From sources: three's files of the same host. A build puts the transcoder itself in the place of this module. */
export async function loadBasis(): Promise<Basis> {
  await loadScript(new URL(`${FOLDER}basis_transcoder.js`, import.meta.url));
  const response = await fetch(new URL(`${FOLDER}basis_transcoder.wasm`, import.meta.url));
  return (Reflect.get(globalThis, "BASIS") as (options: object) => Promise<Basis>)({ wasmBinary: await response.arrayBuffer() });
}
