import ViewerTextures from "@google/model-viewer/lib/three-components/TextureUtils.js";
import { CubeCamera, HalfFloatType, NoToneMapping, PMREMGenerator, WebGLCubeRenderTarget, type Scene, type ShaderMaterial, type Texture, type WebGLRenderer, type WebGLRenderTarget } from "three";

/** Pixels of a side of the cube that is drawn and blurred, half of model-viewer's: its blur leaves nothing finer to be seen. */
const DRAWN_PX = 128;
/** Radians, as model-viewer blurs its own. */
const BLUR = 0.04;
/** Pixels of a side of what is filtered, as in model-viewer: rough metal looks by it. */
const FILTERED_PX = 256;

/** What three's filter is made of; {@link Filter} follows three 0.183, and filters as three does where another version has none of it. */
interface FilterParts {
  _ggxMaterial?: ShaderMaterial;
  _allocateTargets(): WebGLRenderTarget;
  _setSize(side: number): void;
}
const parts = PMREMGenerator.prototype as unknown as FilterParts;

/** three's filter by roughness. Its large levels are so little rough that all of their 256 samples fall on one pixel: one does there. */
class Filter extends PMREMGenerator {
  _setSize(): void {
    parts._setSize.call(this, FILTERED_PX);
  }

  _allocateTargets(): WebGLRenderTarget {
    const target = parts._allocateTargets.call(this);
    const { _ggxMaterial: material } = this as unknown as FilterParts;
    if (material !== undefined) material.fragmentShader = material.fragmentShader.replace("roughness < 0.001", "roughness < 0.1");
    return target;
  }
}

interface Maker {
  readonly threeRenderer: WebGLRenderer;
  blurCubemap(target: WebGLCubeRenderTarget, radians: number): void;
}

/** The light that model-viewer makes itself, made with a tenth of the work: without a graphics card worth the name, a page spends most of its time before the first picture on it. */
export function lightenSurroundings(): void {
  Reflect.set(ViewerTextures.prototype, "GenerateEnvironmentMap", async function (this: Maker, scene: Scene, name: string): Promise<Texture> {
    // In a task of its own, as there: the page is not held up for longer.
    await new Promise((resolve) => setTimeout(resolve));
    const { threeRenderer: renderer } = this;
    const { toneMapping } = renderer;
    const target = new WebGLCubeRenderTarget(DRAWN_PX, { type: HalfFloatType });
    renderer.toneMapping = NoToneMapping;
    new CubeCamera(0.1, 100, target).update(renderer, scene);
    this.blurCubemap(target, BLUR);
    const { texture } = new Filter(renderer).fromCubemap(target.texture);
    renderer.toneMapping = toneMapping;
    return Object.assign(texture, { name });
  });
}
