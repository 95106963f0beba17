/** A word of more letters may be mistyped more. */
const LETTERS_PER_MISTAKE = 3;

/** The one of several words that was probably meant by another; null where none is near. */
export function nearestWord(given: string, words: readonly string[]): string | null {
  const [best] = words.map((word) => ({ word, distance: mistakesBetween(given.toLowerCase(), word) })).sort((one, other) => one.distance - other.distance);
  return best && best.distance <= Math.max(1, Math.floor(best.word.length / LETTERS_PER_MISTAKE)) ? best.word : null;
}

/** How many letters are missing, too many, others, or two in the wrong order (the optimal string alignment distance). */
function mistakesBetween(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, (_, row) => Array.from({ length: other.length + 1 }, (_cell, column) => (row === 0 ? column : column === 0 ? row : 0)));
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= one.length; row += 1) {
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      rows[row]![column] = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + (isSame ? 0 : 1), isSwapped ? at(row - 2, column - 2) + 1 : Infinity);
    }
  }
  return at(one.length, other.length);
}
