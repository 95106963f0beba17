import { LENGTH_UNITS, SIZE_AXES, type LengthUnit, type RealSize } from "@model-3d/contract";
import type { CommandCall } from "./command.ts";
import { CommandMistake } from "./command-failure.ts";

const LENGTH = new RegExp(`^(\\d+(?:\\.\\d+)?|\\.\\d+)(${LENGTH_UNITS.join("|")})$`);

/** One of `--height`, `--width` and `--depth`, such as `120mm`; null where none is given. */
export function readSize(call: CommandCall): RealSize | null {
  const given = SIZE_AXES.flatMap((axis) => {
    const text = call.flag(axis);
    return text === undefined ? [] : [{ axis, text: String(text) }];
  });
  if (given.length > 1) throw new CommandMistake(`Give one of ${given.map(({ axis }) => `--${axis}`).join(" and ")}: the others follow from it.`);
  const [one] = given;
  if (!one) return null;
  const [, number, unit] = LENGTH.exec(one.text.trim().toLowerCase().replace(/\s+/, "")) ?? [];
  const value = Number(number);
  if (unit === undefined || !(value > 0)) throw new CommandMistake(`--${one.axis} must be a length above 0 with its unit (${LENGTH_UNITS.join(", ")}), such as 120mm${one.text.includes(",") ? ", with a point and no comma" : ""}, not ${one.text}.`);
  return { axis: one.axis, value, unit: unit as LengthUnit };
}
