import type { FormatName } from "../../src/write/format.ts";

interface KnownFault {
  program: string;
  formats: readonly FormatName[];
  model: string;
  /** Why the program, and not the file, is at fault, or why nothing else can be expected. */
  why: string;
}

const ALPHA_OF_PICTURES = "it does not know the output that UsdUVTexture has for the alpha of a picture, by which the opacity goes here";

const SHAPES_AT_REST = "how much of a shape is there before anything moves it, it does not look at";

/** What programs are known to make of some files that other programs read as they are. */
const KNOWN_FAULTS: readonly KnownFault[] = [
  { program: "assimp", formats: ["ply"], model: "glowing-and-unlit", why: "its first coordinate begins with the byte 0A, which assimp takes for another end of the header's line" },
  { program: "admesh", formats: ["stl"], model: "one-triangle", why: "ADMesh takes every file of less than 284 bytes for empty" },
  { program: "PrusaSlicer", formats: ["stl", "3mf"], model: "one-triangle", why: "a triangle alone encloses nothing that could be printed" },
  { program: "PrusaSlicer", formats: ["stl", "3mf"], model: "nested-nodes", why: "its box stands on an edge, where a first layer has no area" },
  { program: "PrusaSlicer", formats: ["stl", "3mf"], model: "far-away", why: "it lies 240 m from the origin, and stays where it is" },
  { program: "Blender", formats: ["glb", "gltf"], model: "webp", why: "this version is from before EXT_texture_webp" },
  { program: "Blender", formats: ["glb", "gltf"], model: "ktx2", why: "Blender has no KHR_texture_basisu" },
  { program: "tinyusdz", formats: ["usdz"], model: "every-texture", why: ALPHA_OF_PICTURES },
  { program: "tinyusdz", formats: ["usdz"], model: "masked", why: ALPHA_OF_PICTURES },
  { program: "tinyusdz", formats: ["usdz"], model: "blended", why: ALPHA_OF_PICTURES },
  { program: "tinyusdz", formats: ["usdz"], model: "vertex-colors", why: ALPHA_OF_PICTURES },
  { program: "three", formats: ["fbx"], model: "rigged", why: SHAPES_AT_REST },
  { program: "assimp", formats: ["fbx"], model: "rigged", why: SHAPES_AT_REST },
  { program: "FreeCAD", formats: ["stl", "obj", "ply"], model: "far-away", why: "FreeCAD adds up the volume of a mesh from the origin, in single precision, and this one lies 240 m from it" },
  { program: "FreeCAD", formats: ["stl"], model: "300k-triangles", why: "FreeCAD joins corners that are close to one another, and these triangles are smaller than a quarter of a millimetre" },
];

export function reasonOf(program: string, format: FormatName, model: string): string | undefined {
  return KNOWN_FAULTS.find((fault) => fault.program === program && fault.formats.includes(format) && fault.model === model)?.why;
}
