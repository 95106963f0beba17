import { GlbMaker } from "./make-glb.ts";
import { encodePng } from "./png-codec.ts";

/** Two pixels by two, in which every channel of every pixel differs. */
export const PIXELS = { width: 2, height: 2, data: Uint8Array.from([250, 10, 20, 255, 30, 240, 50, 128, 60, 70, 230, 64, 90, 100, 110, 200]) };

export interface RichOptions {
  alphaMode?: "OPAQUE" | "MASK" | "BLEND";
  /** Of the material with every texture, by which that of what glows is multiplied. */
  emissive?: [red: number, green: number, blue: number];
}

/**
 * Three cubes of which each is another matter: `Vase 花` with every texture, two by three by four metres; `plain` mirrored, with vertex colours, of
 * which half are darker, no material and no texture coordinates; `bare` green metal, seen from both sides, without normals.
 */
export async function makeRichGlb({ alphaMode = "OPAQUE", emissive = [1, 0.5, 0.25] }: RichOptions = {}): Promise<Uint8Array> {
  const maker = new GlbMaker();
  const { document } = maker;
  const texture = (name: string) => document.createTexture(name).setImage(encodePng(PIXELS)).setMimeType("image/png");
  const [base, surface, bumps, glow] = [texture("base colour"), texture("surface"), texture("bumps"), texture("glow")];
  const glazed = document.createMaterial("Glazed 釉").setBaseColorTexture(base).setMetallicRoughnessTexture(surface).setOcclusionTexture(surface);
  glazed.setNormalTexture(bumps).setNormalScale(0.5).setEmissiveTexture(glow).setEmissiveFactor(emissive);
  glazed.setRoughnessFactor(0.5).setMetallicFactor(1).setBaseColorFactor([1, 0.5, 1, alphaMode === "OPAQUE" ? 1 : 0.5]).setAlphaMode(alphaMode);
  maker.show(maker.box("vase", glazed), "Vase 花").setScale([2, 3, 4]);
  const colored = maker.box("plain");
  const colors = new Float32Array(24 * 4).map((_, at) => (at % 4 === 3 ? 1 : (at % 4 === 0 ? 1 : 0.25) * (at < 48 ? 1 : 0.5)));
  colored.listPrimitives()[0]!.setAttribute("TEXCOORD_0", null).setAttribute("COLOR_0", maker.accessor("VEC4", colors));
  maker.show(colored, "plain").setTranslation([10, 0, 0]).setScale([-1, 1, 1]);
  const bare = maker.box("bare", document.createMaterial("green").setBaseColorFactor([0, 1, 0, 1]).setMetallicFactor(1).setRoughnessFactor(0.25).setDoubleSided(true));
  bare.listPrimitives()[0]!.setAttribute("NORMAL", null);
  maker.show(bare, "bare").setTranslation([0, 10, 0]);
  return maker.bytes();
}

/** In metres, Y up. */
export const RICH = { triangles: 36, min: [-1, -1.5, -2], max: [10.5, 10.5, 2], volume: 2 * 3 * 4 + 1 + 1 };
