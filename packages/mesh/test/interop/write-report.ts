import { MOST_OFF, POSED_FORMATS, type PoseCheck } from "./check-poses.ts";
import { describePictures } from "./draw-pictures.ts";
import { FORMAT_NAMES, type FormatName } from "../../src/write/format.ts";

export interface Fault {
  model: string;
  what: string;
  /** `undefined` where nobody knows yet, and the file may be wrong. */
  why: string | undefined;
}

export const describeFault = ({ model, what, why }: Fault): string => `${model}: ${what}${why === undefined ? "" : ` (${why})`}`;

export const describePose = ({ model, format, seconds, off, fault }: PoseCheck): string =>
  `${model}, ${format}, at ${seconds.join(", ")} s: ${fault ?? `within ${off < 5e-6 ? "0.001" : (100 * off).toFixed(3)} % of its longest side of where ${POSED_FORMATS[format as keyof typeof POSED_FORMATS]} has the original`}`;

/** What one program made of all files of one format. */
export interface Cell {
  program: string;
  format: FormatName;
  files: number;
  /** What was not as it should be. */
  faults: readonly Fault[];
}

/** The page that says which program reads what. */
export function writeReport(programs: readonly { name: string; version: string }[], cells: readonly Cell[], files: number, drawn: readonly string[] | null, posed: readonly PoseCheck[]): string {
  const cellOf = (program: string, format: FormatName) => {
    const cell = cells.find((one) => one.program === program && one.format === format);
    return cell ? `${cell.files - cell.faults.length} of ${cell.files}` : "";
  };
  const rows = FORMAT_NAMES.map((format) => `| ${format} | ${programs.map(({ name }) => cellOf(name, format)).join(" | ")} |`);
  const faults = cells.filter((cell) => cell.faults.length > 0).map(({ program, format, faults: all }) => `- **${program}, ${format}**\n${all.map((fault) => `  - ${describeFault(fault)}`).join("\n")}`);
  return [
    "# Which programs read the files",
    "",
    `Made by \`npm run test:interop\`: ${files} files, each model of the set in every format, 120 mm wide, opened by programs that are not ours. A file counts where what the program finds has the bounds in the right unit and`,
    "direction, the area and the volume within 1e-4, and the number of triangles or faces, as far as the program can say; where pictures are found; and where PrusaSlicer slices what is closed. What is truly round in a STEP is held to what is round, and has to have its surfaces in FreeCAD; occt-import-js, which makes triangles of it, may be off by 2e-3 there. An empty field: the program does not read the format, or is not asked.",
    "",
    `| | ${programs.map(({ name, version }) => `${name} ${version}`).join(" | ")} |`,
    `|---|${programs.map(() => "---").join("|")}|`,
    ...rows,
    "",
    "ufbx, which reads FBX by the letter, is in neither Debian's packages nor npm's: it is asked where `UFBX` names a folder with its two files, and is built for that. Not asked is FreeCAD about DXF: what it reads it with by itself finds nothing in files of 3DFACE and of MESH, and of a polyface mesh the edges alone.",
    "",
    ...(drawn ? ["## How they look", "", "![Eight models as they are drawn from each format](pictures/interop.webp)", "", ...describePictures(), "", ...drawn.map((fault) => `- ${fault}`), ...(drawn.length > 0 ? [""] : [])] : []),
    ...(posed.length > 0 ? ["## How they move", "", `Blender plays the first animation, and every corner of every triangle has to be where the original has it, by ${100 * MOST_OFF} % of the longest side. GLB and GLTF are held to the original in Blender itself, which bends curves and turns in another way than the standard does; FBX to the original in three.`, "", ...posed.map((check) => `- ${describePose(check)}`), ""] : []),
    ...(faults.length > 0 ? ["## What is not read as it was written, and why", "", ...faults, ""] : []),
  ].join("\n");
}
