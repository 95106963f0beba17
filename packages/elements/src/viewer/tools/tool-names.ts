/** Every tool, in the order in which they are offered. */
export const TOOL_NAMES = [
  "full-screen", "reset", "dimensions", "size", "annotations", "variants", "animations", "light", "wireframe", "screenshot", "phone", "inspector",
] as const;

export type ToolName = (typeof TOOL_NAMES)[number];

/** The tools that an attribute names; all where there is none. Names that are no tool are told to the developer. */
export function readToolNames(text: string | undefined): ReadonlySet<ToolName> {
  if (text === undefined) return new Set(TOOL_NAMES);
  const words = text.split(/[\s,]+/).filter((word) => word !== "" && word !== "none");
  const unknown = words.filter((word) => !TOOL_NAMES.some((name) => name === word));
  if (unknown.length > 0) console.warn(`tools="${text}": there is no ${unknown.join(", no ")}. There are: ${TOOL_NAMES.join(" ")}.`);
  return new Set(TOOL_NAMES.filter((name) => words.includes(name)));
}
