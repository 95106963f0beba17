import type { View } from "@model-3d/contract";

/** `blocks`: the server refuses the photo; `warning`: the model will suffer; `info`: it could be better. */
export type Severity = "info" | "warning" | "blocks";

export type PhotoBorder = "top" | "right" | "bottom" | "left";

/** What can be wrong with a photo, and what was measured for it (`value` against `limit`). */
export type FindingCode =
  /** Shorter side in pixels, below what the server takes. */
  | "tooSmall"
  /** Shorter side in pixels, below what is recommended. */
  | "small"
  /** Longer side of the object as a share of the photo's longer side. */
  | "far"
  /** Smear of edges in pixels of a photo 1024 pixels long. */
  | "blurred"
  /** Share of the photo's border that the object reaches; `borders` says where. */
  | "cut"
  /** Share of the photo that stands out from the background. */
  | "noObject"
  /** How far neighbouring pixels of the background differ, in OKLab units. */
  | "busyBackground"
  /** OKLab distance between object and background where the outline is weakest. */
  | "lowContrast"
  /** Lightness (0–1) of the brightest parts. */
  | "tooDark"
  /** Share of the object that is burnt out. */
  | "tooBright"
  /** The very file of `other`. */
  | "sameFile"
  /** OKLab distance to the photo of `other`. */
  | "samePhoto"
  /** OKLab distance to the photo of `other`, turned over. */
  | "mirrored"
  /** How well the outlines fit one object (0–1); they would fit better with this photo as `suggestion`. */
  | "swapped"
  /** How well the outlines fit one object (0–1). */
  | "mismatch"
  /** Share of the object whose colours no other photo shows. */
  | "otherObject";

export interface PhotoFinding {
  view: View;
  code: FindingCode;
  severity: Severity;
  /** What was measured; in which unit, the code says. */
  value: number;
  /** From where on it is told. */
  limit: number;
  borders?: readonly PhotoBorder[];
  /** The photo that it was compared with. */
  other?: View;
  /** The view that the photo seems to show. */
  suggestion?: View;
}

const WEIGHTS: Readonly<Record<Severity, number>> = { info: 1, warning: 2, blocks: 3 };

/** The gravest first; among equals those of the earlier view. */
export function sortFindings(findings: readonly PhotoFinding[], views: readonly View[]): PhotoFinding[] {
  return [...findings].sort((one, other) => WEIGHTS[other.severity] - WEIGHTS[one.severity] || views.indexOf(one.view) - views.indexOf(other.view));
}
