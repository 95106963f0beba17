interface Shown {
  scene?: number | undefined;
  scenes?: { nodes?: number[] | undefined }[] | undefined;
  nodes?: { children?: number[] | undefined }[] | undefined;
}

/**
 * A file of nodes without any scene is a library by the standard (glTF 2.0, 3.5.1), of which nobody has to show anything. Who hands one in wants it to be
 * seen: all nodes that hang on no other are then its scene. False where it has one, or nothing that could be in one.
 */
export function showRoots(gltf: Shown): boolean {
  const { nodes = [], scenes = [] } = gltf;
  if (scenes.length > 0 || nodes.length === 0) return false;
  const hanging = new Set(nodes.flatMap(({ children = [] }) => children));
  gltf.scenes = [{ nodes: [...nodes.keys()].filter((node) => !hanging.has(node)) }];
  gltf.scene = 0;
  return true;
}
