const CONTEXT = 3;

type Line = readonly [mark: " " | "+" | "-", text: string];

/** The difference of two texts in unified form, with three lines around each change; empty where there is none. */
export function writeDiff(path: string, before: string | null, after: string): string[] {
  if (before === after) return [];
  const lines = compare(before === null ? [] : linesOf(before), linesOf(after));
  const kept = lines.map((_line, index) => lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(([mark]) => mark !== " "));
  const out = [`--- ${before === null ? "/dev/null" : path}`, `+++ ${path}`];
  let [old, fresh] = [1, 1];
  for (const [index, [mark, text]] of lines.entries()) {
    if (kept[index] && !kept[index - 1]) {
      const end = kept.indexOf(false, index);
      const hunk = lines.slice(index, end < 0 ? undefined : end);
      out.push(`@@ -${before === null ? 0 : old},${hunk.filter(([one]) => one !== "+").length} +${fresh},${hunk.filter(([one]) => one !== "-").length} @@`);
    }
    if (kept[index]) out.push(`${mark}${text}`);
    if (mark !== "+") old += 1;
    if (mark !== "-") fresh += 1;
  }
  return out;
}

const linesOf = (text: string) => text.replace(/\n$/, "").split("\n");

/** By the longest common subsequence of what is between the same beginning and the same end. */
function compare(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let [endBefore, endAfter] = [before.length, after.length];
  while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) [endBefore, endAfter] = [endBefore - 1, endAfter - 1];
  const same = (lines: readonly string[]) => lines.map((text) => [" ", text] as const);
  return [...same(before.slice(0, start)), ...compareMiddle(before.slice(start, endBefore), after.slice(start, endAfter)), ...same(before.slice(endBefore))];
}

function compareMiddle(before: readonly string[], after: readonly string[]): Line[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      lengths[row]![column] = before[row] === after[column] ? (lengths[row + 1]?.[column + 1] ?? 0) + 1 : Math.max(lengths[row + 1]?.[column] ?? 0, lengths[row]?.[column + 1] ?? 0);
    }
  }
  const lines: Line[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column]) {
      lines.push([" ", before[row] ?? ""]);
      [row, column] = [row + 1, column + 1];
    } else if (column >= after.length || (row < before.length && (lengths[row + 1]?.[column] ?? 0) >= (lengths[row]?.[column + 1] ?? 0))) lines.push(["-", before[row++] ?? ""]);
    else lines.push(["+", after[column++] ?? ""]);
  }
  return lines;
}
