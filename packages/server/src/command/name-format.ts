import { basename, extname } from "node:path";
import { FORMAT_NAMES, formatOf, type FormatName } from "@model-3d/mesh";
import { CommandMistake } from "./command-failure.ts";

/** Endings that programs use beside a format's name. */
const ENDINGS: Readonly<Record<string, FormatName>> = { stp: "step" };

/** Formats of several files. */
const SETS = FORMAT_NAMES.filter((name) => formatOf(name).mediaType === "application/zip");

export interface NamedFormat {
  format: FormatName;
  /** Whether the format is one of several files. */
  hasSeveral: boolean;
  /** Whether they are to lie beside each other. */
  isSet: boolean;
}

/**
 * What the name of the file that shall be made says, where no format was given: `chair.obj`, `chair.obj.zip`.
 *
 * @throws CommandMistake where it says none or another than was given, and for a ZIP of a format that is one file.
 */
export function nameFormat(target: string, given: FormatName | null): NamedFormat {
  const isZip = endingOf(target) === "zip";
  const named = formatOfEnding(endingOf(isZip ? basename(target).slice(0, -".zip".length) : target));
  if (given && named && given !== named) throw new CommandMistake(`${target} is named as ${named}, and --format says ${given}. Leave --format out, or give the file another ending.`);
  const format = given ?? named;
  if (!format) {
    if (isZip) throw new CommandMistake(`${target} does not say what it packs. Name it as in chair.obj.zip, or give --format ${SETS.join(" or --format ")}.`);
    throw new CommandMistake(`The ending of ${target} names no format. Give one of ${FORMAT_NAMES.join(", ")} with --format.`);
  }
  if (isZip && !SETS.includes(format)) throw new CommandMistake(`Only ${SETS.join(" and ")} are packed into a ZIP. Name the file with the ending .${formatOf(format).extension}.`);
  return { format, hasSeveral: SETS.includes(format), isSet: !isZip && SETS.includes(format) };
}

const endingOf = (name: string) => extname(name).slice(1).toLowerCase();

const formatOfEnding = (ending: string) => ENDINGS[ending] ?? FORMAT_NAMES.find((name) => name === ending);
