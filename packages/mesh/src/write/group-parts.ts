import type { Part } from "../model.ts";

/** Parts of the same name that follow each other: the surfaces of one mesh, which has a part for each of its materials. */
export function groupParts(parts: readonly Part[]): Part[][] {
  const groups: Part[][] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    if (last?.[0]!.name === part.name) last.push(part);
    else groups.push([part]);
  }
  return groups;
}
