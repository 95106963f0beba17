import { InvalidGlbError, MeshError } from "@model-3d/mesh";
import { CommandMistake } from "./command-failure.ts";

/** What the library says of its options, in the flags of the command. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^maxFaces must\b/, "--max-faces must"],
  [/\braise maxFaces\b/i, "Raise --max-faces"],
  [/\bor write it tessellated\b/, "or take --tessellated"],
  [/\bleave textures out\b/, "leave textures out with --no-textures"],
  [/\bGive another of its dimensions\b/, "Give another of --height, --width and --depth"],
];

/** The error with the name of the file where that is to blame, and with the flags to turn to in place of the library's options; a mistake of the command line where an option cannot be so. */
export function explainRefusal(error: unknown, source: string): unknown {
  if (error instanceof InvalidGlbError) return new Error(`${source} cannot be used. ${error.message}`, { cause: error });
  if (!(error instanceof MeshError)) return error;
  const message = WORDS.reduce((text, [word, flag]) => text.replace(word, flag), error.message);
  return error.code === "option" ? new CommandMistake(message) : new Error(message, { cause: error });
}
