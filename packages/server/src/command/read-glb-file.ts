import { readFile } from "node:fs/promises";
import { CommandMistake } from "./command-failure.ts";

const MAGIC = "glTF";
const HEAD_BYTES = 64;
const EXPORT_AS_GLB = "Export it as GLB (binary glTF), which most 3D programs can write.";

const REASONS: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `There is no file ${path}.`,
  EISDIR: (path) => `${path} is a folder, and no file.`,
  EACCES: (path) => `It is not allowed to read ${path}.`,
};

/** By how they begin. A binary STL begins with anything. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^(?:\xef\xbb\xbf)?\s*\{/, "it begins as JSON does, as a .gltf has it"],
  [/^PK\x03\x04/, "it is a ZIP"],
  [/^Kaydara FBX/, "it is an FBX"],
  [/^solid\b/, "it is an STL of text"],
  [/^ply\s/, "it is a PLY"],
  [/^ISO-10303-21/, "it is a STEP"],
];

/** The bytes of a file that begins as a GLB does. @throws Error in one line that names it; CommandMistake for `-`. */
export async function readGlbFile(path: string): Promise<Uint8Array> {
  if (path === "-") throw new CommandMistake("Standard input is not read. Give the path of a GLB in place of -.");
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(REASONS[error.code ?? ""]?.(path) ?? `${path} cannot be read (${String(error.code)}).`, { cause: error });
  });
  if (bytes.length === 0) throw new Error(`${path} is empty. Export it again, as GLB (binary glTF).`);
  const head = bytes.subarray(0, HEAD_BYTES).toString("latin1");
  if (!head.startsWith(MAGIC)) throw new Error(`${path} is not a GLB: ${OTHERS.find(([start]) => start.test(head))?.[1] ?? "it does not begin as one"}. ${EXPORT_AS_GLB}`);
  return bytes;
}
