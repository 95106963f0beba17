/** The triangles of 3DFACE entities, strictly: pairs of lines, four corners of which the last two are one. */
export function readDxfCorners(text: string): number[] {
  const lines = text.split("\n");
  if (lines.length % 2 !== 1 || lines.at(-1) !== "" || lines.at(-2) !== "EOF") throw new Error("It is not pairs of lines up to EOF.");
  const corners: number[] = [];
  let face: Map<number, number> | null = null;
  const end = () => {
    if (!face) return;
    const at = (corner: number) => [10, 20, 30].map((code) => face!.get(code + corner) ?? NaN);
    const all = [0, 1, 2, 3].map(at);
    if (all.flat().some(Number.isNaN) || all[3]!.join() !== all[2]!.join()) throw new Error("A face that is no triangle.");
    corners.push(...all.slice(0, 3).flat());
  };
  for (let line = 0; line + 1 < lines.length; line += 2) {
    const [code, value] = [Number(lines[line]), lines[line + 1]!];
    if (!Number.isInteger(code)) throw new Error(`${lines[line]} is no group code.`);
    if (code === 0) {
      end();
      face = value === "3DFACE" ? new Map() : null;
    } else face?.set(code, Number(value));
  }
  return corners;
}
