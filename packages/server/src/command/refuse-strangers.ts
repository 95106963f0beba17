import { exportOptionsOf, formatOf, type ExportOptionName, type FormatName } from "@model-3d/mesh";
import type { CommandCall } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";

const FLAGS: Readonly<Record<ExportOptionName, readonly string[]>> = {
  realSize: ["height", "width", "depth"],
  unit: ["unit"],
  upAxis: ["up"],
  maxFaces: ["max-faces"],
  tessellated: ["tessellated"],
  textures: ["no-textures"],
  entity: ["entity"],
};

/** @throws CommandMistake for a flag that the format has no use for. */
export function refuseStrangers(call: CommandCall, format: FormatName): void {
  const known = exportOptionsOf(formatOf(format));
  const flagsOf = (options: readonly ExportOptionName[]) => options.flatMap((option) => FLAGS[option]);
  const stranger = flagsOf((Object.keys(FLAGS) as ExportOptionName[]).filter((option) => !known.includes(option))).find((flag) => call.flag(flag) !== undefined);
  if (stranger === undefined) return;
  const taken = flagsOf(known).map((flag) => `--${flag}`);
  throw new CommandMistake(`${format} does not take --${stranger}; it takes ${taken.join(", ")}.`);
}
