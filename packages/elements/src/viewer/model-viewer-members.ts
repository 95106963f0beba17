import type { ModelViewerElement } from "./load-model-viewer.ts";

/** Methods of `<model-viewer>` that the element has too, by the same names. */
const METHODS = [
  "activateAR", "appendAnimation", "createCanvasTexture", "createLottieTexture", "createTexture", "createVideoTexture", "detachAnimation", "exportScene",
  "getBoundingBoxCenter", "getCameraOrbit", "getCameraTarget", "getDimensions", "getFieldOfView", "getIdealAspect", "getMaximumFieldOfView",
  "getMinimumFieldOfView", "hasBakedShadow", "interact", "jumpCameraToGoal", "materialFromPoint", "pause", "play", "positionAndNormalFromPoint",
  "queryHotspot", "registerEffectComposer", "registerRenderer", "resetInteractionPrompt", "resetTurntableRotation", "surfaceFromPoint",
  "toBlob", "toDataURL", "unregisterEffectComposer", "unregisterRenderer", "updateFraming", "updateHotspot", "zoom",
] as const satisfies readonly (keyof ModelViewerElement)[];

/** What can be read before anything is shown, and what it is then. */
const READ_ONLY = {
  appendedAnimations: [],
  availableAnimations: [],
  availableVariants: [],
  canActivateAR: false,
  duration: 0,
  loaded: false,
  model: undefined,
  modelIsVisible: false,
  originalGltfJson: null,
  paused: true,
  turntableRotation: 0,
} as const satisfies { [Name in keyof ModelViewerElement]?: unknown };

const WRITABLE = { currentTime: 0, inputSensitivity: 1, timeScale: 1 } as const satisfies { [Name in keyof ModelViewerElement]?: unknown };

export type ModelViewerMembers = Pick<ModelViewerElement, (typeof METHODS)[number] | keyof typeof WRITABLE> &
  Readonly<Pick<ModelViewerElement, keyof typeof READ_ONLY>>;

interface HasModelViewer {
  readonly modelViewer: ModelViewerElement | null;
}

/** Gives a class the methods and properties of the `<model-viewer>` that it holds. */
export function forwardMembers(elementClass: { prototype: HasModelViewer }): void {
  const { prototype } = elementClass;
  for (const name of METHODS) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      writable: true,
      value(this: HasModelViewer, ...values: unknown[]): unknown {
        const viewer = this.modelViewer;
        if (viewer?.loaded !== true) throw new Error(`${name}() needs a model that is shown. Wait for the event "model-3d-load".`);
        return Reflect.apply(viewer[name], viewer, values);
      },
    });
  }
  for (const [name, fallback] of [...Object.entries(READ_ONLY), ...Object.entries(WRITABLE)]) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      get(this: HasModelViewer): unknown {
        return this.modelViewer === null ? fallback : Reflect.get(this.modelViewer, name);
      },
      ...(name in WRITABLE && {
        set(this: HasModelViewer, value: unknown): void {
          if (this.modelViewer !== null) Reflect.set(this.modelViewer, name, value);
        },
      }),
    });
  }
}
