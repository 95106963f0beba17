export interface RowWindowInput {
  /** How many items there are. */
  count: number;
  columns: number;
  /** Height of a row with the gap below it. */
  rowPx: number;
  /** Where the visible part begins, from the top of the list as it stands in the page. */
  topPx: number;
  visiblePx: number;
  /** The first row that has a place in the page. */
  baseRow: number;
}

export interface RowWindow {
  /** Items from here … */
  first: number;
  /** … up to this one, without it, are drawn. */
  last: number;
  baseRow: number;
  /** Empty space above the first row that is drawn. */
  beforePx: number;
  /** Height of the whole list. */
  heightPx: number;
}

/** Browsers cannot lay out more than some 17 million pixels, so a longer list stands in the page by a part of its rows. */
const MAX_HEIGHT_PX = 8_000_000;
/** Rows that are drawn beyond each edge, as parts of what is visible. */
const OVERSCAN = 0.5;

/** Which rows of equal height are drawn, by what is visible. */
export function findRowWindow({ count, columns, rowPx, topPx, visiblePx, baseRow }: RowWindowInput): RowWindow {
  const rows = Math.ceil(count / columns);
  const maxRows = Math.max(1, Math.floor(MAX_HEIGHT_PX / rowPx));
  const base = rebase(Math.min(baseRow, Math.max(0, rows - maxRows)), Math.floor(topPx / rowPx), rows, maxRows);
  const top = topPx + (baseRow - base) * rowPx;
  const overscan = Math.max(1, Math.ceil((visiblePx / rowPx) * OVERSCAN));
  const placed = Math.min(rows - base, maxRows);
  const within = (row: number): number => Math.max(0, Math.min(placed, row));
  // The same number of rows wherever the edges fall, so that what is in the page stays the same in number.
  const shown = Math.ceil(visiblePx / rowPx) + 1 + 2 * overscan;
  const from = within(Math.min(Math.floor(top / rowPx) - overscan, placed - shown));
  const to = within(from + shown);
  return {
    first: (base + from) * columns,
    last: Math.min(count, (base + to) * columns),
    baseRow: base,
    beforePx: from * rowPx,
    heightPx: placed * rowPx,
  };
}

/** Near either end of the part that stands in the page, half of it is given up for what comes next. */
function rebase(baseRow: number, visibleRow: number, rows: number, maxRows: number): number {
  const half = Math.floor(maxRows / 2);
  if (visibleRow > maxRows * 0.75) return Math.min(baseRow + half, Math.max(0, rows - maxRows));
  if (visibleRow < maxRows * 0.25) return Math.max(0, baseRow - half);
  return baseRow;
}
