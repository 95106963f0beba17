import { Document, WebIO, type Material, type Mesh, type Node, type TypedArray } from "@gltf-transform/core";
import { ALL_EXTENSIONS } from "@gltf-transform/extensions";

/** A cube from -½ to ½, its four vertices a face with normals and texture coordinates of their own. */
export function boxArrays(): { positions: Float32Array; normals: Float32Array; uvs: Float32Array; indices: Uint16Array } {
  const [positions, normals, uvs, indices]: number[][] = [[], [], [], []];
  for (const axis of [0, 1, 2]) {
    for (const side of [-1, 1]) {
      const first = positions!.length / 3;
      for (const [u, v] of [[0, 0], [1, 0], [1, 1], [0, 1]] as const) {
        const point = [0, 0, 0];
        point[axis] = side / 2;
        point[(axis + 1) % 3] = (u - 0.5) * side;
        point[(axis + 2) % 3] = v - 0.5;
        positions!.push(...point);
        normals!.push(...[0, 1, 2].map((k) => (k === axis ? side : 0)));
        uvs!.push(u, v);
      }
      indices!.push(first, first + 1, first + 2, first, first + 2, first + 3);
    }
  }
  return { positions: new Float32Array(positions!), normals: new Float32Array(normals!), uvs: new Float32Array(uvs!), indices: new Uint16Array(indices!) };
}

/** glTF in the making, for tests: `box` adds a mesh of one primitive, `show` a node that shows it. */
export class GlbMaker {
  readonly document = new Document();
  readonly buffer = this.document.createBuffer();
  readonly scene = this.document.createScene("scene");

  constructor() {
    this.document.getRoot().setDefaultScene(this.scene);
  }

  accessor(type: "SCALAR" | "VEC2" | "VEC3" | "VEC4" | "MAT4", array: TypedArray) {
    return this.document.createAccessor().setType(type).setArray(array).setBuffer(this.buffer);
  }

  box(name = "box", material: Material | null = null): Mesh {
    const { positions, normals, uvs, indices } = boxArrays();
    const primitive = this.document.createPrimitive().setMaterial(material);
    primitive.setAttribute("POSITION", this.accessor("VEC3", positions)).setAttribute("NORMAL", this.accessor("VEC3", normals));
    primitive.setAttribute("TEXCOORD_0", this.accessor("VEC2", uvs)).setIndices(this.accessor("SCALAR", indices));
    return this.document.createMesh(name).addPrimitive(primitive);
  }

  show(mesh: Mesh, name = "node"): Node {
    const node = this.document.createNode(name).setMesh(mesh);
    this.scene.addChild(node);
    return node;
  }

  async bytes(dependencies: Record<string, unknown> = {}): Promise<Uint8Array> {
    return new WebIO().registerExtensions(ALL_EXTENSIONS).registerDependencies(dependencies).writeBinary(this.document);
  }
}

/** A red cube of one metre. */
export async function makeBox(): Promise<Uint8Array> {
  const maker = new GlbMaker();
  maker.show(maker.box("box", maker.document.createMaterial("red").setBaseColorFactor([1, 0, 0, 1])), "box");
  return maker.bytes();
}
