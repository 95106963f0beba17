export interface ByteRange {
  /** The first and the last byte. */
  start: number;
  end: number;
}

/** One range of `bytes=…` (RFC 9110, 14.2). `null`: send the whole; `"unsatisfiable"`: answer 416. */
export function parseRange(header: string | undefined, length: number): ByteRange | "unsatisfiable" | null {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return null;
  const start = from === "" ? Math.max(0, length - Number(to)) : Number(from);
  const end = from === "" || to === "" ? length - 1 : Math.min(length - 1, Number(to));
  if (from !== "" && to !== "" && Number(to) < start) return null;
  return start >= length || end < start ? "unsatisfiable" : { start, end };
}
