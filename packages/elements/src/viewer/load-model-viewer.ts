import type { ModelViewerElement } from "@google/model-viewer";
import { watchFiles } from "./watch-files.ts";

export type { ModelViewerElement };

type RendererModule = typeof import("@google/model-viewer/lib/three-components/Renderer.js");
type CachingModule = typeof import("@google/model-viewer/lib/three-components/CachingGLTFLoader.js");

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

interface Loaded {
  renderer: RendererModule["Renderer"];
  caching: CachingModule;
  /** Makes the loader of a new renderer like that of the first one. */
  prepare(): void;
}

let loading: Promise<Loaded> | undefined;
let loaded: Loaded | undefined;

/**
 * Loads model-viewer and three, once. Decoder locations that the page has set in `self.ModelViewerElement` stay; where it
 * has set none, Draco, Basis and meshopt are decoded by what the package brings along. Nothing is asked of another host.
 */
export async function loadModelViewer(): Promise<void> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  loaded = await loading;
}

async function load(): Promise<Loaded> {
  const settings = (window.ModelViewerElement ??= {});
  const isOwn = { draco: settings.dracoDecoderLocation === undefined, ktx2: settings.ktx2TranscoderLocation === undefined };
  settings.dracoDecoderLocation ??= NOWHERE;
  settings.ktx2TranscoderLocation ??= NOWHERE;
  settings.lottieLoaderLocation ??= NOWHERE;
  // First, so that a refusal of WebAssembly is heard before anybody else asks for the meshopt decoder.
  const decoders = import("./decoders/use-decoders.ts");
  if (customElements.get("model-viewer") === undefined) await import("@google/model-viewer/lib/model-viewer.js");
  const [{ refusalOf, useDecoders }, { Renderer }, caching, { prepareSurroundings }] = await Promise.all([
    decoders,
    import("@google/model-viewer/lib/three-components/Renderer.js"),
    import("@google/model-viewer/lib/three-components/CachingGLTFLoader.js"),
    import("./prepare-surroundings.ts"),
  ]);
  prepareSurroundings();
  const prepare = (): void => {
    const loader = Renderer.singleton.loader[caching.$loader];
    useDecoders(loader, caching.ktx2Loader, isOwn);
    watchFiles(loader, refusalOf);
    keepArOutOfPages(Renderer.singleton.arRenderer);
    Renderer.singleton.canvas3D.addEventListener("webglcontextrestored", tellContextBack);
  };
  prepare();
  return { renderer: Renderer, caching, prepare };
}

/** A model that is scaled or turned in the page is news to the room only while it stands in one: otherwise model-viewer looks for a scene that is not there, and draws no more. */
function keepArOutOfPages(ar: { readonly isPresenting: boolean; onUpdateScene: () => void } | null): void {
  if (ar === null) return;
  const { onUpdateScene } = ar;
  ar.onUpdateScene = () => {
    if (ar.isPresenting) onUpdateScene();
  };
}

/** Whether this browser can draw in three dimensions. The one context of the page is asked for only once model-viewer is there. */
export const canDraw = (): boolean => (loaded === undefined ? typeof WebGL2RenderingContext !== "undefined" : loaded.renderer.singleton.canRender);

/** Whether the context of the page is gone, so that nothing can be drawn until it is back. */
export const isContextLost = (): boolean => loaded?.renderer.singleton.threeRenderer?.getContext().isContextLost() === true;

const contextListeners = new Set<() => void>();

/** Hears when the context of the page works again. */
export function onContextBack(listener: () => void, signal: AbortSignal): void {
  contextListeners.add(listener);
  signal.addEventListener("abort", () => contextListeners.delete(listener), { once: true });
}

const tellContextBack = (): void => {
  for (const listener of [...contextListeners]) listener();
};

/** Takes a new context where the old one was lost or never came, for all viewers of the page. */
export function renewContext(): void {
  if (loaded === undefined) return;
  const { renderer, prepare } = loaded;
  const context = renderer.singleton.threeRenderer?.getContext();
  if (context !== undefined && !context.isContextLost()) return;
  renderer.resetSingleton();
  prepare();
  tellContextBack();
}

/** Fetches and reads a file, so that it can be shown at once. */
export async function preloadFile(src: string, viewer: ModelViewerElement): Promise<void> {
  await loaded?.renderer.singleton.loader.preload(src, viewer);
}

/** model-viewer keeps a file that failed as an empty model; another attempt must start afresh. */
export async function forgetFile(src: string): Promise<void> {
  // It is out of the cache before its parts are freed, and an empty model has none: freeing it throws.
  await loaded?.caching.CachingGLTFLoader.delete(src).catch(() => undefined);
}
