import { AnimationMixer, LoadingManager, Vector3, type AnimationClip, type Mesh, type Object3D } from "three";
import { FBXLoader } from "three/examples/jsm/loaders/FBXLoader.js";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import { inPage } from "./in-page.ts";

/** What three makes of a file that moves. */
export interface Moving {
  root: Object3D;
  clips: readonly AnimationClip[];
}

const bufferOf = (bytes: Uint8Array) => bytes.slice().buffer;

export async function openMovingGlb(bytes: Uint8Array): Promise<Moving> {
  const { scene, animations } = await inPage(() => new GLTFLoader().parseAsync(bufferOf(bytes), ""));
  return { root: scene, clips: animations };
}

export async function openMovingFbx(bytes: Uint8Array): Promise<Moving> {
  const root = await inPage(() => new FBXLoader(new LoadingManager()).parse(bufferOf(bytes), ""));
  return { root, clips: root.animations };
}

/** By the names of meshes: the corners of their triangles as an animation has them at a time, or as they are where none plays. */
export function poseAt({ root, clips }: Moving, animation: number | null, seconds = 0): Map<string, number[]> {
  const mixer = new AnimationMixer(root);
  if (animation !== null) {
    const action = mixer.clipAction(clips[animation]!);
    action.clampWhenFinished = true;
    action.setLoop(2200, 1);
    action.play();
    mixer.setTime(seconds);
  }
  root.updateMatrixWorld(true);
  const poses = new Map<string, number[]>();
  root.traverse((object) => {
    if (!("isMesh" in object)) return;
    const mesh = object as Mesh;
    const corners: number[] = [];
    const [point, { index }] = [new Vector3(), mesh.geometry];
    for (let at = 0; at < (index?.count ?? mesh.geometry.getAttribute("position").count); at++) corners.push(...mesh.getVertexPosition(index ? index.getX(at) : at, point).applyMatrix4(mesh.matrixWorld).toArray());
    poses.set(mesh.name, corners);
  });
  mixer.stopAllAction();
  return poses;
}
