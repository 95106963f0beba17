import type { GLTF, GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import type { KTX2Loader } from "three/examples/jsm/loaders/KTX2Loader.js";
import { MeshoptDecoder } from "three/examples/jsm/libs/meshopt_decoder.module.js";
import { basisRefusal, transcodeInPage } from "./basis-textures.ts";
import { DracoMeshes } from "./draco-meshes.ts";
import type { Meshopt } from "./meshopt-module.ts";

/** Which files are decoded by what the package brings along, and not by what the page has set. */
export interface OwnDecoders {
  draco: boolean;
  ktx2: boolean;
}

const BASIS_EXTENSION = "KHR_texture_basisu";

/** What a file needs and did not get, though it could be read; undefined when there is no such thing. */
export function refusalOf({ parser }: GLTF): unknown {
  const { extensionsRequired = [] } = parser.json as { extensionsRequired?: string[] };
  return extensionsRequired.includes(BASIS_EXTENSION) ? basisRefusal() : undefined;
}

const usesOwnBasis = new WeakSet<KTX2Loader>();

/** The quick decoder needs WebAssembly; where the page's policy forbids it, the slow one is fetched once a file asks for it. */
const meshopt: Meshopt = {
  ready: Promise.resolve(),
  supported: true,
  async decodeGltfBufferAsync(...values) {
    try {
      await MeshoptDecoder.ready;
      return await MeshoptDecoder.decodeGltfBufferAsync(...values);
    } catch {
      const { loadMeshopt } = await import("./meshopt-module.ts");
      return (await loadMeshopt()).decodeGltfBufferAsync(...values);
    }
  },
};
// A refusal is answered above, when a file asks.
MeshoptDecoder.ready.catch(() => undefined);

/** Lets the loader that all viewers share read compressed files by what comes from our own host. */
export function useDecoders(loader: GLTFLoader, ktx2Loader: KTX2Loader, isOwn: OwnDecoders): void {
  loader.setMeshoptDecoder(meshopt as typeof MeshoptDecoder);
  if (isOwn.draco) loader.setDRACOLoader(new DracoMeshes());
  if (!isOwn.ktx2 || usesOwnBasis.has(ktx2Loader)) return;
  usesOwnBasis.add(ktx2Loader);
  transcodeInPage(ktx2Loader);
}
