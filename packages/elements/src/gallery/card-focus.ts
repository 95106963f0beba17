export interface CardPosition {
  index: number;
  count: number;
  columns: number;
  /** Rows that Page Up and Page Down leap over. */
  visibleRows: number;
  isRightToLeft: boolean;
}

/** To which card a key leads; `null` when the key leads to none. */
export function findNextCard(key: string, { index, count, columns, visibleRows, isRightToLeft }: CardPosition): number | null {
  const forward = isRightToLeft ? -1 : 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: forward,
    ArrowLeft: -forward,
    ArrowDown: columns,
    ArrowUp: -columns,
    PageDown: columns * visibleRows,
    PageUp: -columns * visibleRows,
    Home: -index,
    End: count - 1 - index,
  };
  const step = steps[key];
  if (step === undefined || count === 0) return null;
  const next = index + step;
  if (next >= 0 && next < count) return next;
  // Up and down stay in their column; a whole page ends at the edge.
  if (key === "ArrowUp" || key === "ArrowDown") return next >= count && Math.floor(index / columns) < Math.floor((count - 1) / columns) ? count - 1 : index;
  return Math.max(0, Math.min(count - 1, next));
}

/** Keys that belong to the field in which they are typed. */
export function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (target instanceof HTMLInputElement) return target.type !== "checkbox" && target.type !== "radio" && target.type !== "button";
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || (target instanceof HTMLElement && target.isContentEditable);
}
