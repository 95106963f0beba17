import type { GLTF, GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import { capTextures } from "./cap-textures.ts";
import { findFault, PicturesRefused, type ViewerFault } from "./find-fault.ts";

/** What became of a file that was asked for last. */
interface FileOutcome {
  bytes: number;
  fault: ViewerFault | null;
}

const KEPT_OUTCOMES = 200;
const outcomes = new Map<string, FileOutcome>();
const limits = new Map<string, number>();

const keep = <Value>(map: Map<string, Value>, key: string, value: Value): void => {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= KEPT_OUTCOMES) return;
    map.delete(oldest);
  }
};

/** Why a file could not be shown, or null. */
export const faultOf = (src: string): ViewerFault | null => outcomes.get(src)?.fault ?? null;

/** How many bytes a file had, as it came; 0 where that is not known. */
export const bytesOf = (src: string): number => outcomes.get(src)?.bytes ?? 0;

/** Sets the longest side of a file's textures before it is loaded; viewers of the same file share it. */
export const limitTextures = (src: string, maxSize: number): void => keep(limits, src, maxSize);

/** Listens to the loader that all viewers of a page share: model-viewer itself does not say why a file cannot be shown. */
export function watchFiles(loader: GLTFLoader, refusalOf: (gltf: GLTF) => unknown): void {
  const load = loader.load.bind(loader);
  loader.load = (src, onLoad, onProgress, onError) => {
    let bytes = 0;
    const refusals = hearRefusedBlobs();
    const fail = (error: unknown): void => {
      keep(outcomes, src, { bytes, fault: findFault(error) });
      onError?.(error);
    };
    const finish = async (gltf: GLTF): Promise<void> => {
      const refusal = refusalOf(gltf);
      if (refusal !== undefined) throw refusal;
      if ((await lacksPictures(gltf)) && (await refusals.heardAny())) throw new PicturesRefused("The policy of this page allows no blob: addresses.");
      await capTextures(gltf, limits.get(src) ?? 0);
      keep(outcomes, src, { bytes, fault: null });
      onLoad(gltf);
    };
    const follow = (event: ProgressEvent): void => {
      bytes = event.loaded;
      onProgress?.(event);
    };
    const end = (): void => refusals.leave();
    load(src, (gltf) => void finish(gltf).catch(fail).finally(end), follow, (error) => {
      end();
      fail(error);
    });
  };
}

/** Whether a picture that the file needs is not there: the loader leaves it out and says so to the console alone. */
async function lacksPictures({ parser }: GLTF): Promise<boolean> {
  const { textures = [] } = parser.json as { textures?: unknown[] };
  const known = Reflect.get(parser, "cache") as { get(key: string): unknown };
  const asked = textures.map((_texture, index) => known.get(`texture:${index}`));
  return (await Promise.all(asked)).includes(null);
}

interface RefusedBlobs {
  heardAny(): Promise<boolean>;
  leave(): void;
}

/** The pictures inside a file are read by addresses of this page, `blob:`, which a policy may refuse. */
function hearRefusedBlobs(): RefusedBlobs {
  let isHeard = false;
  const hear = ({ blockedURI }: SecurityPolicyViolationEvent): void => void (isHeard ||= blockedURI.startsWith("blob"));
  document.addEventListener("securitypolicyviolation", hear);
  return {
    async heardAny() {
      // The browser tells a turn late.
      await new Promise((resolve) => setTimeout(resolve));
      return isHeard;
    },
    leave: () => document.removeEventListener("securitypolicyviolation", hear),
  };
}
