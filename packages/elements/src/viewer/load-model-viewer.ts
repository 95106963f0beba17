import type { ModelViewerElement } from "@google/model-viewer";

export type { ModelViewerElement };

/** An address that fails at once and leaves for no host; model-viewer's own defaults point at third hosts. */
const NOWHERE = "about:invalid#";

interface ModelViewerSettings {
  dracoDecoderLocation?: string;
  ktx2TranscoderLocation?: string;
  lottieLoaderLocation?: string;
}

declare global {
  interface Window {
    /** Settings that model-viewer reads when it is created. */
    ModelViewerElement?: ModelViewerSettings;
  }
}

let loading: Promise<void> | undefined;

/**
 * Loads model-viewer and three, once. Decoder locations that the page has set in `self.ModelViewerElement` stay; where it
 * has set none, Draco and KTX2 files cannot be read, and nothing is asked of another host. Meshopt comes along.
 */
export function loadModelViewer(): Promise<void> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<void> {
  const settings = (window.ModelViewerElement ??= {});
  settings.dracoDecoderLocation ??= NOWHERE;
  settings.ktx2TranscoderLocation ??= NOWHERE;
  settings.lottieLoaderLocation ??= NOWHERE;
  if (customElements.get("model-viewer") !== undefined) return;
  await import("@google/model-viewer/lib/model-viewer.js");
  const [{ MeshoptDecoder }, { Renderer }, caching] = await Promise.all([
    import("three/examples/jsm/libs/meshopt_decoder.module.js"),
    import("@google/model-viewer/lib/three-components/Renderer.js"),
    import("@google/model-viewer/lib/three-components/CachingGLTFLoader.js"),
  ]);
  Renderer.singleton.loader[caching.$loader].setMeshoptDecoder(MeshoptDecoder);
}

/** model-viewer keeps a file that failed as an empty model; another attempt must start afresh. */
export async function forgetFile(src: string): Promise<void> {
  const { CachingGLTFLoader } = await import("@google/model-viewer/lib/three-components/CachingGLTFLoader.js");
  // It is out of the cache before its parts are freed, and an empty model has none: freeing it throws.
  await CachingGLTFLoader.delete(src).catch(() => undefined);
}

/** Whether this browser can draw in three dimensions right now. */
export function hasWebGl(): boolean {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}
