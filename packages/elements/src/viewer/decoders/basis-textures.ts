import {
  HalfFloatType,
  RGB_BPTC_UNSIGNED_Format,
  RGB_ETC1_Format,
  RGB_S3TC_DXT1_Format,
  RGBAFormat,
  RGBA_ASTC_4x4_Format,
  RGBA_BPTC_Format,
  RGBA_ETC2_EAC_Format,
  RGBA_S3TC_DXT5_Format,
  UnsignedByteType,
} from "three";
import type { KTX2Loader, KTX2LoaderWorkerConfig } from "three/examples/jsm/loaders/KTX2Loader.js";
import type { Basis, BasisFile } from "./basis-module.ts";

/** One way to hand a texture to the graphics card: the transcoder's number and three's, for pictures without and with alpha. */
interface Target {
  if: keyof KTX2LoaderWorkerConfig | null;
  opaque: readonly [transcoder: number, three: number];
  alpha: readonly [transcoder: number, three: number];
}

const ASTC: Target = { if: "astcSupported", opaque: [10, RGBA_ASTC_4x4_Format], alpha: [10, RGBA_ASTC_4x4_Format] };
const BC7: Target = { if: "bptcSupported", opaque: [6, RGBA_BPTC_Format], alpha: [7, RGBA_BPTC_Format] };
const ETC: Target = { if: "etc2Supported", opaque: [0, RGB_ETC1_Format], alpha: [1, RGBA_ETC2_EAC_Format] };
const DXT: Target = { if: "dxtSupported", opaque: [2, RGB_S3TC_DXT1_Format], alpha: [3, RGBA_S3TC_DXT5_Format] };
const PLAIN: Target = { if: null, opaque: [13, RGBAFormat], alpha: [13, RGBAFormat] };
const BC6: Target = { if: "bptcSupported", opaque: [22, RGB_BPTC_UNSIGNED_Format], alpha: [22, RGB_BPTC_UNSIGNED_Format] };
const HALF: Target = { if: null, opaque: [25, RGBAFormat], alpha: [25, RGBAFormat] };

/** The best first, by what the two kinds of Basis files turn into without loss. */
const TARGETS = { fine: [ASTC, BC7, ETC, DXT, PLAIN], small: [ETC, BC7, DXT, PLAIN], bright: [BC6, HALF] } as const;

interface Level {
  data: Uint8Array | Uint16Array;
  width: number;
  height: number;
}

interface Transcoded {
  faces: { mipmaps: Level[]; width: number; height: number; format: number; type: number }[];
  width: number;
  height: number;
  format: number;
  type: number;
  dfdFlags: number;
}

type Answer = { type: "transcode"; data: Transcoded } | { type: "error"; error: unknown; data: object };

let loading: Promise<Basis> | undefined;
let refusal: unknown;

/** Why the transcoder could not be had, when a file asked for it last: three shows such a file without its textures. */
export const basisRefusal = (): unknown => refusal;

/** Lets three's loader transcode in the page by our own copy of the transcoder, in place of workers made of text. */
export function transcodeInPage(loader: KTX2Loader): void {
  loader.init = async () => {
    loading ??= load();
    const basis = await loading.catch((error: unknown) => {
      loading = undefined;
      refusal = error;
      throw error;
    });
    refusal = undefined;
    loader.workerPool.setWorkerCreator(() => asWorker((bytes) => transcode(new basis.KTX2File(bytes), loader.workerConfig)));
  };
}

async function load(): Promise<Basis> {
  // What the transcoder makes of a refusal says less than the refusal itself: an empty program is asked for first.
  await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  const { loadBasis } = await import("./basis-module.ts");
  const basis = await loadBasis();
  basis.initializeBasis();
  return basis;
}

/** What three's pool takes for a worker. */
function asWorker(work: (bytes: Uint8Array) => Transcoded): Worker {
  const worker = new EventTarget();
  const postMessage = ({ buffer }: { buffer: ArrayBuffer }): void => {
    let data: Answer;
    try {
      data = { type: "transcode", data: work(new Uint8Array(buffer)) };
    } catch (error) {
      data = { type: "error", error, data: {} };
    }
    queueMicrotask(() => worker.dispatchEvent(new MessageEvent("message", { data })));
  };
  return Object.assign(worker, { postMessage, terminate: () => undefined }) as unknown as Worker;
}

function transcode(file: BasisFile, config: KTX2LoaderWorkerConfig): Transcoded {
  try {
    const [width, height] = [file.getWidth(), file.getHeight()];
    if (!file.isValid() || width === 0 || height === 0 || !file.startTranscoding()) throw new Error("The KTX2 texture cannot be read.");
    const [targets, type] = file.isHDR() ? [TARGETS.bright, HalfFloatType] : [file.isUASTC() ? TARGETS.fine : TARGETS.small, UnsignedByteType];
    const target = targets.find(({ if: needed }) => needed === null || config[needed]) ?? PLAIN;
    const [transcoder, format] = file.getHasAlpha() ? target.alpha : target.opaque;
    const faces = Array.from({ length: file.getFaces() }, (_, face) => {
      const mipmaps = Array.from({ length: file.getLevels() }, (_level, level) => readLevel(file, level, face, transcoder));
      return { mipmaps, width, height, format, type };
    });
    return { faces, width, height, format, type, dfdFlags: file.getDFDFlags() };
  } finally {
    file.close();
    file.delete();
  }
}

/** One level of one face, its layers one after the other. */
function readLevel(file: BasisFile, level: number, face: number, transcoder: number): Level {
  const layers = Array.from({ length: file.getLayers() || 1 }, (_, layer) => {
    const bytes = new Uint8Array(file.getImageTranscodedSizeInBytes(level, layer, face, transcoder));
    if (!file.transcodeImage(bytes, level, layer, face, transcoder, 0, -1, -1)) throw new Error("The KTX2 texture cannot be read to its end.");
    return bytes;
  });
  const info = file.getImageLevelInfo(level, 0, face);
  const hasLevels = file.getLevels() > 1;
  const joined = join(layers);
  const isHalf = transcoder === HALF.opaque[0] || transcoder === BC6.opaque[0];
  return {
    data: isHalf ? new Uint16Array(joined.buffer) : joined,
    width: hasLevels ? info.origWidth : info.width,
    height: hasLevels ? info.origHeight : info.height,
  };
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((offset, part) => {
    joined.set(part, offset);
    return offset + part.length;
  }, 0);
  return joined;
}
