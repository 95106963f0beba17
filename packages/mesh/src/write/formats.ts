import type { Format, FormatName } from "./format.ts";
import { stl } from "./write-stl.ts";

/** Every format that is written here, by its name. */
export const FORMATS: Readonly<Partial<Record<FormatName, Format>>> = { stl };
