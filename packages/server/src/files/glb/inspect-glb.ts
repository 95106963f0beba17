import { open, type FileHandle } from "node:fs/promises";
import { checkDraco, checkGltfLimits, checkImages, COMPRESSIONS, InvalidGlbError, parseGltfJson, readGlbContainer, type Gltf, type GlbSource } from "@model-3d/mesh/checks";
import { validateBytes } from "gltf-validator";
import { contentLimitsOf, type GlbLimits } from "./glb-limits.ts";

export interface GlbSummary {
  /** As drawn, with instances. */
  triangles: number;
}

/**
 * Breaches of the rules that every viewer draws rightly, and that exporters of paid models are known to commit: a rounded bound, a normal
 * that is not quite of length one. Throwing such a model away would cost its owner more than showing it.
 */
const TOLERATED = [
  "ACCESSOR_MIN_MISMATCH",
  "ACCESSOR_MAX_MISMATCH",
  "ACCESSOR_ELEMENT_OUT_OF_MIN_BOUND",
  "ACCESSOR_ELEMENT_OUT_OF_MAX_BOUND",
  "ACCESSOR_VECTOR3_NON_UNIT",
  "ACCESSOR_INVALID_SIGN",
  "ROTATION_NON_UNIT",
];
/** What the viewer and the formats read, by decoders that come with them. */
const READABLE = [...COMPRESSIONS, "KHR_texture_basisu"];
const MAX_ISSUES = 20;
const ERROR = 0;

/** All checks of one GLB, in the thread that calls it: what is declared first, then what is there, then what comes out of what is compressed. @throws InvalidGlbError */
export async function inspectGlb(path: string, limits: GlbLimits): Promise<GlbSummary> {
  const file = await open(path, "r");
  try {
    const { json, binStart, binBytes } = await readGlbContainer(await sourceOf(file), limits);
    const gltf = parseGltfJson(json, limits);
    const summary = checkGltfLimits(gltf, binBytes, limits, READABLE);
    const bytes = await file.readFile();
    const bin = bytes.subarray(binStart, binStart + binBytes);
    checkImages(gltf, bin, limits, { takesKtx2: true });
    checkDraco(gltf, bin, limits);
    await checkRules(bytes);
    if (isCompressed(gltf)) await checkDecoded(bytes, limits);
    return summary;
  } finally {
    await file.close();
  }
}

async function sourceOf(file: FileHandle): Promise<GlbSource> {
  const { size } = await file.stat();
  return {
    size,
    async read(position, bytes) {
      const buffer = Buffer.alloc(bytes);
      const { bytesRead } = await file.read(buffer, 0, bytes, position);
      return buffer.subarray(0, bytesRead);
    },
  };
}

async function checkRules(bytes: Uint8Array): Promise<void> {
  const severityOverrides = Object.fromEntries(TOLERATED.map((code) => [code, ERROR + 1]));
  const report = await validateBytes(bytes, { format: "glb", maxIssues: MAX_ISSUES, writeTimestamp: false, severityOverrides }).catch((error: unknown) => {
    throw new InvalidGlbError("damaged", "It cannot be read as a GLB.", { cause: error });
  });
  if (report.issues.numErrors === 0) return;
  const worst = report.issues.messages.find(({ severity }) => severity === ERROR);
  const where = worst?.pointer ? ` at ${worst.pointer.slice(0, 80)}` : "";
  throw new InvalidGlbError("invalid", `It breaks ${report.issues.numErrors} rules of glTF, such as ${worst?.code ?? "one"}${where}.`);
}

function isCompressed({ meshes = [], bufferViews = [] }: Gltf): boolean {
  const extended = [...bufferViews, ...meshes.flatMap(({ primitives }) => primitives)];
  return extended.some(({ extensions = {} }) => COMPRESSIONS.some((name) => Object.hasOwn(extensions, name)));
}

/** The validator looks at what is compressed from the outside only: here its counts, indices and positions are looked at as every viewer will have them. */
async function checkDecoded(bytes: Uint8Array, limits: GlbLimits): Promise<void> {
  const [{ readGlb }, { loadDraco }] = await Promise.all([import("@model-3d/mesh"), import("@model-3d/mesh/draco")]);
  await readGlb(bytes, { limits: contentLimitsOf(limits), draco: loadDraco });
}
