/** A stored archive of a user that takes up room. */
export interface KeptArchive {
  id: string;
  bytes: number;
  /** Whether it is being packed: it stays. */
  isUnderWay: boolean;
  readAt: Date | null;
}

interface Room {
  /** How many, and how much, may be there beside the one that wants room. */
  count: number;
  bytes: number;
}

/** For so long after somebody read a part of it, an archive is left to them. */
export const READ_MS = 60 * 60_000;

/**
 * Which archives make room: those that were used longest ago and that nobody reads, as few as will do.
 *
 * @param kept in the order in which they were last used
 * @returns null where there is no room even without all of those.
 */
export function chooseLeaving(kept: readonly KeptArchive[], room: Room, now: Date): string[] | null {
  let count = kept.length;
  let total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  const leaving: string[] = [];
  for (const { id, bytes, isUnderWay, readAt } of kept) {
    if (count <= room.count && total <= room.bytes) break;
    if (isUnderWay || (readAt !== null && now.getTime() - readAt.getTime() < READ_MS)) continue;
    // What is too much only by bytes is not mended by one that has none.
    if (count <= room.count && bytes === 0) continue;
    leaving.push(id);
    count -= 1;
    total -= bytes;
  }
  return count <= room.count && total <= room.bytes ? leaving : null;
}
