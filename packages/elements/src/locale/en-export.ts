import type { CardNote, ExportAspect, ExportFailureCode, ExportOptions, LengthUnit, SizeAxis } from "@model-3d/contract";

/** What a format is for, and what of the model it keeps and loses; empty where nothing is known of it. */
export interface FormatText {
  name: string;
  use: string;
  keeps: string;
  loses: string;
  /** What to do with the file. */
  tip?: string;
}

const FAILURES: Partial<Readonly<Record<ExportFailureCode, string>>> = {
  too_many_faces: "The model has more faces than programs take in this format. Choose fewer faces or triangles in the options.",
  too_large: "The model needs more memory than a conversion may have. Try it with fewer faces or without textures.",
  took_too_long: "The conversion took too long. Try it with fewer faces or without textures.",
  failed: "The file could not be made. Try again.",
};

/** English texts of the export; loaded with it. */
export const enExport = {
  formats: {
    glb: { name: "GLB", use: "Web, AR and game engines. One file with everything in it.", keeps: "shape, colours, materials, textures, animation", loses: "", tip: "Take it for Blender, for Unity and for any page." },
    gltf: { name: "glTF", use: "Editing: readable text with its textures beside it.", keeps: "all that the GLB has", loses: "", tip: "A ZIP: unpack it, its files belong together." },
    usdz: { name: "USDZ", use: "iPhone, iPad and Mac. Opens in Quick Look, also in AR.", keeps: "shape, colours, materials, textures", loses: "animation", tip: "Send it to an iPhone and tap it: the model stands in the room, in the size that you set." },
    obj: { name: "OBJ", use: "Exchange: nearly every 3D program reads it.", keeps: "shape, colours, textures, texture coordinates", loses: "animation, units", tip: "A ZIP with its colours (MTL) and textures: unpack it before you import it." },
    mtl: { name: "MTL", use: "The colours of the OBJ. Put both into one folder.", keeps: "colours, names of textures", loses: "the textures themselves" },
    fbx: { name: "FBX", use: "Unity, Unreal Engine, Maya and 3ds Max.", keeps: "shape, colours, textures, animation and bones", loses: "exact metal and roughness", tip: "The textures are inside. In Unity, extract them in the tab Materials." },
    stl: { name: "STL", use: "3D printing. Every slicer reads it.", keeps: "shape", loses: "colours, textures", tip: "Slicers take its numbers for millimetres." },
    "3mf": { name: "3MF", use: "3D printing in colour.", keeps: "shape, colours, textures, metal and roughness, units", loses: "fine relief, smooth shading, animation", tip: "Prefer it to STL: it knows its unit, so that nothing is a thousand times too small." },
    ply: { name: "PLY", use: "Scanning and research.", keeps: "shape, normals, colours of points", loses: "materials, animation", tip: "Binary. MeshLab and CloudCompare open it." },
    dxf: { name: "DXF", use: "AutoCAD and programs that exchange with it.", keeps: "shape as flat faces", loses: "textures, smooth surfaces", tip: "One layer a material. Newer programs take meshes, which are lighter: see the options." },
    step: { name: "STEP", use: "CAD: Fusion, SolidWorks, FreeCAD.", keeps: "shape as flat and round faces, colours of parts", loses: "textures, freely curved surfaces", tip: "Large models are simplified, since programs for CAD are slow with many faces." },
    pre_remeshed_glb: { name: "GLB, raw", use: "The mesh before it was made lighter: more triangles, a larger file.", keeps: "every triangle", loses: "" },
  } satisfies Record<string, FormatText> as Readonly<Record<string, FormatText>>,
  /** A kind of file that is not in the table. */
  otherFormat: (kind: string): FormatText => ({ name: kind.toUpperCase().replaceAll("_", " "), use: "Another file that came with the model.", keeps: "", loses: "" }),
  keeps: (what: string) => `Keeps ${what}`,
  changes: (what: string) => `Changes ${what}`,
  loses: (what: string) => `Loses ${what}`,
  fromService: "The file of the service that made the model.",
  size: "Real size",
  sizeHint: "A model made from photos has no size of its own. Give one measure of the real thing, and every file has it.",
  sizeIs: (axis: string, length: string) => `${axis}: ${length}. Every file has this size.`,
  axes: { height: "Height", width: "Width", depth: "Depth" } satisfies Record<SizeAxis, string> as Readonly<Record<SizeAxis, string>>,
  units: { mm: "mm", cm: "cm", m: "m", in: "inch" } satisfies Record<LengthUnit, string> as Readonly<Record<LengthUnit, string>>,
  measure: "Measure",
  length: "Length",
  unit: "Unit",
  setSize: "Set size",
  forgetSize: "Forget it",
  sizeSaved: "The size is set.",
  options: "Options",
  optionsChosen: (count: number) => `Options (${count} chosen)`,
  upAxis: "Up",
  upAxes: { y: "Y axis", z: "Z axis" } satisfies Record<NonNullable<ExportOptions["upAxis"]>, string> as Readonly<Record<NonNullable<ExportOptions["upAxis"]>, string>>,
  entity: "Made of",
  entities: { "3dface": "Loose faces, read by all", polyface: "Polyface meshes", mesh: "Meshes, for newer programs" } satisfies Record<NonNullable<ExportOptions["entity"]>, string> as Readonly<Record<NonNullable<ExportOptions["entity"]>, string>>,
  withTextures: "With textures",
  tessellated: "As triangles: lighter, for newer programs",
  maxFaces: "Most faces",
  noLimit: "No limit",
  making: (format: string) => `Making the ${format}`,
  makingPercent: (percent: string) => `Making the file: ${percent}`,
  card: "What is in the file",
  /** Of one that is not made yet. */
  cardBefore: "What will be in the file",
  /** Of a file that is given as it is; `by` is the service that made it, `null` where it was made here. */
  original: (by: string | null) => (by === null ? "Everything, as it was made" : `Everything, as ${by} made it`),
  dimensions: "Dimensions",
  dimensionsOf: (lengths: string) => `${lengths} (width × height × depth)`,
  noSize: "No real size was given.",
  faces: "Faces",
  facesOf: (faces: string, triangles: string) => `${faces}, from ${triangles} triangles`,
  surface: "Surface",
  closed: "Closed: a body that can be printed",
  open: "Not closed: it has holes or edges that do not meet",
  aspects: {
    alpha: "transparency",
    animations: "animation",
    baseColor: "colours",
    baseColorTexture: "colour textures",
    doubleSided: "two-sided surfaces",
    emissive: "glow",
    faces: "faces",
    lights: "lights",
    materialExtensions: "special materials",
    metallicRoughness: "metal and roughness",
    names: "names",
    normalTexture: "fine relief",
    normals: "smooth shading",
    occlusion: "ambient shadow",
    parts: "parts",
    points: "points and lines",
    size: "size",
    triangles: "triangles",
    uvs: "texture coordinates",
    vertexColors: "colours of points",
  } satisfies Record<ExportAspect, string> as Readonly<Record<ExportAspect, string>>,
  /** What of a card needs a sentence; the server's own words are English. */
  describeNote: ({ message }: CardNote): string => message,
  /** Why a file could not be made and what to do. Where the model is to blame, the server's words are English and say more. */
  describeFailure: (code: ExportFailureCode, message: string): string => FAILURES[code] ?? message,
  listFailed: "More formats could not be looked up",
  otherFormatsOff: "This server does not make these formats.",
  download: "Download",
  downloadFormat: (format: string) => `Download ${format}`,
  downloadAgain: (format: string) => `Download ${format} again`,
  cancelDownload: (format: string) => `Cancel the download of ${format}`,
  downloading: (format: string) => `Downloading ${format}`,
  loadedOf: (loaded: string, total: string) => `${loaded} of ${total}`,
  saved: (fileName: string) => `Saved as ${fileName}`,
  unreachable: "The file could not be fetched. Check your connection, then try again.",
  refused: (status: number) => `The server does not give this file (status ${status}). Reload the page, then try again.`,
  otherFormats: "Not available here",
  otherFormatsWhy: "This server gives the files that were made with the model and converts none. Programs such as Blender open the GLB and save it in these formats.",
  otherFormatsWhyWithout: "This server has no such file of this model and converts none.",
  noModel: "There is nothing to export",
  noModelHint: "This version does not exist any more, or it is not yours.",
  notReady: "This version is still being made",
  notReadyHint: "Its files show up here as soon as it is done.",
  failed: "This version has no files",
  failedHint: "It could not be made. Export another version, or make a new one.",
  error: "The files could not be looked up",
};

export type ExportTexts = typeof enExport;
