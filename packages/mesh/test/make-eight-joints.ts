import { GlbMaker } from "./make-glb.ts";

/** A cube of a metre of which each vertex hangs on eight joints, by an eighth each, or by a share that is given. */
export function makeEightJoints(share = 1 / 8): GlbMaker {
  const maker = new GlbMaker();
  const { document, scene } = maker;
  const mesh = maker.box("skinned");
  const [primitive] = mesh.listPrimitives();
  const count = primitive!.getAttribute("POSITION")!.getCount();
  const skin = document.createSkin("skin");
  for (let at = 0; at < 8; at++) {
    const joint = document.createNode(`joint ${at}`);
    scene.addChild(joint);
    skin.addJoint(joint);
  }
  for (const set of [0, 1]) {
    const joints = Uint8Array.from({ length: 4 * count }, (_, at) => 4 * set + (at % 4));
    primitive!.setAttribute(`JOINTS_${set}`, maker.accessor("VEC4", joints)).setAttribute(`WEIGHTS_${set}`, maker.accessor("VEC4", new Float32Array(4 * count).fill(share)));
  }
  maker.show(mesh, "skinned").setSkin(skin);
  return maker;
}
