import type { Aspect } from "../write/format.ts";
import type { Unit, UpAxis } from "../write/write-options.ts";
import type { HonestyCard } from "./honesty-card.ts";
import { noteCard, type CardNote } from "./note-card.ts";
import type { Dimensions } from "./real-size.ts";

/** An {@link HonestyCard} in the words of the HTTP API: what of it a user is told. */
export interface PresentedCard {
  /** Of a file that was made here, nobody: see `presentOriginal`. */
  originalBy: null;
  kept: Aspect[];
  changed: Aspect[];
  lost: Aspect[];
  unit: Unit;
  upAxis: UpAxis;
  dimensions: { -readonly [Axis in keyof Dimensions]: Dimensions[Axis] };
  isRealSize: boolean;
  /** Faces of a format that has some, else triangles. */
  faces: number;
  trianglesBefore: number;
  isClosed: boolean;
  bytes: number;
  notes: CardNote[];
}

export function presentCard(card: HonestyCard): PresentedCard {
  const { kept, changed, lost, unit, upAxis, dimensions, isRealSize, triangles, faces, trianglesBefore, closed, bytes } = card;
  return { originalBy: null, kept: [...kept], changed: [...changed], lost: [...lost], unit, upAxis, dimensions: { ...dimensions }, isRealSize, faces: faces ?? triangles, trianglesBefore, isClosed: closed.isClosed, bytes: bytes ?? 0, notes: noteCard(card) };
}
