import type { View } from "@model-3d/contract";
import type { PhotoExamination } from "./photo-examiner.ts";
import type { PhotoFinding } from "./photo-finding.ts";

/** What a page asks of the worker. */
export type CoachRequest =
  | { id: number; ask: "examine"; key: string; source: Blob | ImageBitmap }
  | { id: number; ask: "judge"; keys: Partial<Record<View, string>> }
  | { id: number; ask: "forget"; key: string }
  | { id: number; ask: "cancel"; of: number };

export type CoachReply = { id: number; examination: PhotoExamination } | { id: number; findings: PhotoFinding[] } | { id: number; failure: string };
