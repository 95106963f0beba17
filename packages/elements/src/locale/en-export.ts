/** What a format is for, and what of the model it keeps and loses; empty where nothing is known of it. */
export interface FormatText {
  name: string;
  use: string;
  keeps: string;
  loses: string;
}

/** English texts of the export; loaded with it. */
export const enExport = {
  formats: {
    glb: { name: "GLB", use: "Web, AR and game engines. One file with everything in it.", keeps: "shape, colours, materials, textures, animation", loses: "" },
    gltf: { name: "glTF", use: "Editing: readable text with its textures beside it.", keeps: "all that the GLB has", loses: "" },
    usdz: { name: "USDZ", use: "iPhone, iPad and Mac. Opens in Quick Look, also in AR.", keeps: "shape, colours, materials, textures", loses: "animation" },
    obj: { name: "OBJ", use: "Exchange: nearly every 3D program reads it.", keeps: "shape, texture coordinates", loses: "metal and roughness, animation, units" },
    mtl: { name: "MTL", use: "The colours of the OBJ. Put both into one folder.", keeps: "colours, names of textures", loses: "the textures themselves" },
    fbx: { name: "FBX", use: "Unity, Unreal Engine, Maya and 3ds Max.", keeps: "shape, colours, textures, animation", loses: "exact metal and roughness" },
    stl: { name: "STL", use: "3D printing. Every slicer reads it.", keeps: "shape", loses: "colours, textures, units" },
    "3mf": { name: "3MF", use: "3D printing in colour.", keeps: "shape, colours, units", loses: "metal and roughness, animation" },
    ply: { name: "PLY", use: "Scanning and research.", keeps: "shape, normals, colours of points", loses: "materials, animation" },
    dxf: { name: "DXF", use: "AutoCAD and programs that exchange with it.", keeps: "shape as flat faces", loses: "textures, smooth surfaces" },
    step: { name: "STEP", use: "CAD: Fusion, SolidWorks, FreeCAD.", keeps: "shape as flat faces", loses: "colours, textures, smooth surfaces" },
    pre_remeshed_glb: { name: "GLB, raw", use: "The mesh before it was made lighter: more triangles, a larger file.", keeps: "every triangle", loses: "" },
  } satisfies Record<string, FormatText> as Readonly<Record<string, FormatText>>,
  /** A kind of file that is not in the table. */
  otherFormat: (kind: string): FormatText => ({ name: kind.toUpperCase().replaceAll("_", " "), use: "Another file that came with the model.", keeps: "", loses: "" }),
  keeps: (what: string) => `Keeps ${what}`,
  loses: (what: string) => `Loses ${what}`,
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
