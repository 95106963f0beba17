import { InvalidGlbError } from "../checks/invalid-glb-error.ts";
import { isObject, multiply, type GltfJson, type GltfObject } from "./gltf-file.ts";

/**
 * Makes all scenes larger or smaller by a node above what they show, so that meshes, skins, morph targets, animations and instances stay as they are.
 * A mesh that hangs on joints is moved by them alone (glTF 2.0, 3.7.3.3), and hangs on that node too for readers that know no joints.
 * What nodes do not scale is scaled with them: the reach of lamps and how strong they are at a distance (KHR_lights_punctual: candela, over the
 * square of it), the planes of cameras (glTF 2.0, 3.10), how far light gets in a volume (KHR_materials_volume: metres of the world).
 *
 * @throws InvalidGlbError `invalid` for a scene that shows a node which hangs on another.
 */
export function scaleScenes(gltf: GltfJson, scale: number): void {
  if (scale === 1) return;
  const nodes = (gltf.nodes ??= []);
  const parents = new Map(nodes.flatMap(({ children = [] }, parent) => children.map((child) => [child, parent] as const)));
  const scenes = (gltf.scenes ?? []).map((scene) => ({ scene, roots: [...new Set(scene.nodes)] }));
  const shown = scenes.flatMap(({ roots }) => roots);
  const wrong = shown.find((root) => parents.has(root) || !nodes[root]);
  if (wrong !== undefined) throw new InvalidGlbError("invalid", `A scene shows node ${wrong}, which hangs on another one, or is not there.`);
  const isShared = new Set(shown).size < shown.length;
  const wrappers = new Map<string, number>();
  const wrap = (children: number[]): number => {
    const key = children.join();
    const known = wrappers.get(key) ?? nodes.push({ name: "scale", scale: [scale, scale, scale], children }) - 1;
    wrappers.set(key, known);
    return known;
  };
  for (const { scene, roots } of scenes) {
    // A node may be shown by several scenes, and may have one parent only.
    if (roots.length > 0) scene.nodes = isShared ? roots.map((root) => wrap([root])) : [wrap(roots)];
  }
  const rootOf = (node: number): number => {
    let root = node;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    return root;
  };
  const hidden = new Set((gltf.skins ?? []).flatMap(({ joints = [] }) => joints.map(rootOf)).filter((root) => !shown.includes(root)));
  for (const root of hidden) wrap([root]);
  scaleMeasures(gltf, scale);
}

function scaleMeasures({ cameras = [], materials = [], extensions }: GltfJson, scale: number): void {
  for (const { perspective, orthographic } of cameras) {
    multiply(perspective, ["znear", "zfar"], scale);
    multiply(orthographic, ["xmag", "ymag", "znear", "zfar"], scale);
  }
  for (const material of materials) multiply(material.extensions?.KHR_materials_volume, ["attenuationDistance"], scale);
  const lights = extensions?.KHR_lights_punctual?.lights;
  for (const light of Array.isArray(lights) ? lights.filter(isObject) : []) scaleLight(light, scale);
}

function scaleLight(light: GltfObject, scale: number): void {
  if (light.type === "directional") return;
  light.intensity ??= 1;
  multiply(light, ["intensity"], scale ** 2);
  multiply(light, ["range"], scale);
}
