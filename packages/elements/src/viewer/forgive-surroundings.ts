import ViewerTextures from "@google/model-viewer/lib/three-components/TextureUtils.js";
import { tellUnusablePicture } from "./unusable-pictures.ts";

type Surroundings = (this: ViewerTextures, skybox: string | null, environment: string | null, onProgress: (progress: number) => void, withCredentials: boolean) => Promise<unknown>;
type LoadPicture = (this: ViewerTextures, address: string, withCredentials: boolean, onProgress: (progress: number) => void) => Promise<unknown>;

/** Lights that model-viewer makes itself. */
const MADE_THERE = ["neutral", "legacy"];

/** A picture of the surroundings that cannot be had takes the model away with it in model-viewer; here the model stands in the viewer's own light. */
export function forgiveSurroundings(): void {
  const { prototype } = ViewerTextures;
  const make = Reflect.get(prototype, "generateEnvironmentMapAndSkybox") as Surroundings;
  const makeOrLeaveOut: Surroundings = async function (skybox, environment, onProgress, withCredentials) {
    const usable = async (address: string | null): Promise<string | null> => {
      if (!address || MADE_THERE.includes(address)) return address;
      const { href } = new URL(address, location.href);
      try {
        // What was had is kept: it is not fetched twice.
        await Reflect.apply(Reflect.get(prototype, "loadEquirectFromUrl") as LoadPicture, this, [href, withCredentials, onProgress]);
        return href;
      } catch {
        tellUnusablePicture(href);
        return null;
      }
    };
    const [sky, light] = await Promise.all([usable(skybox), usable(environment)]);
    return Reflect.apply(make, this, [sky, light, onProgress, withCredentials]);
  };
  Reflect.set(prototype, "generateEnvironmentMapAndSkybox", makeOrLeaveOut);
}
