import type { FormatName } from "../write/format.ts";
import { formatOf } from "../write/formats.ts";
import { UNITS, WRITE_DEFAULTS, type Unit, type UpAxis } from "../write/write-options.ts";
import { exportOptionsOf, type ExportOptionName } from "./export-options.ts";

/** What a format is, in the words of the HTTP API. */
export interface DescribedFormat {
  format: FormatName;
  /** What it is for, in English. */
  use: string;
  /** Of the file, without the dot; a format of several files is a ZIP. */
  extension: string;
  media_type: string;
  options: ExportOptionName[];
  units: Unit[];
  default_unit: Unit;
  default_up_axis: UpAxis;
  default_max_faces: number | null;
}

const USES: Readonly<Record<FormatName, string>> = {
  glb: "Web, AR and game engines. One file with everything in it.",
  gltf: "Editing: readable text with its textures beside it.",
  obj: "Exchange: nearly every 3D program reads it.",
  stl: "3D printing. Every slicer reads it.",
  ply: "Scanning and research.",
  "3mf": "3D printing in colour.",
  fbx: "Unity, Unreal Engine, Maya and 3ds Max.",
  usdz: "iPhone, iPad and Mac. Opens in Quick Look, also in AR.",
  dxf: "AutoCAD and programs that exchange with it.",
  step: "CAD: Fusion, SolidWorks, FreeCAD.",
};

/** @throws MeshError `option` for a format that there is not. */
export function describeFormat(name: FormatName): DescribedFormat {
  const format = formatOf(name);
  const options = exportOptionsOf(format);
  return {
    format: name,
    use: USES[name],
    extension: format.extension,
    media_type: format.mediaType,
    options,
    units: options.includes("unit") ? [...UNITS] : [format.unit],
    default_unit: format.unit,
    default_up_axis: format.upAxis,
    default_max_faces: options.includes("maxFaces") ? WRITE_DEFAULTS.maxFaces : null,
  };
}
