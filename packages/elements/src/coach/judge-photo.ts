import type { View } from "@model-3d/contract";
import { COACH_LIMITS as LIMITS } from "./coach-limits.ts";
import { BORDERS } from "./measure-outline.ts";
import type { PhotoMeasures } from "./measure-photo.ts";
import type { FindingCode, PhotoFinding, Severity } from "./photo-finding.ts";

/**
 * What is wrong with one photo by itself. One cause is told once: of a photo that is cut, too dark or without an object,
 * what follows from that is left out.
 */
export function judgePhoto(view: View, measures: PhotoMeasures): PhotoFinding[] {
  const findings: PhotoFinding[] = [];
  const tell = (code: FindingCode, severity: Severity, value: number, limit: number, more: Partial<PhotoFinding> = {}): void => {
    findings.push({ view, code, severity, value, limit, ...more });
  };
  const shorter = Math.min(measures.width, measures.height);
  if (shorter < LIMITS.tooSmallPx) tell("tooSmall", "blocks", shorter, LIMITS.tooSmallPx);
  else if (shorter < LIMITS.smallPx) tell("small", "warning", shorter, LIMITS.smallPx);

  const isDark = measures.brightest < LIMITS.brightest;
  if (isDark) tell("tooDark", "warning", measures.brightest, LIMITS.brightest);
  const isBusy = measures.noise > LIMITS.noise;
  const borders = BORDERS.filter((border) => measures.cut[border] > LIMITS.cutShare);
  const isCut = !isBusy && (borders.length > 0 || (measures.hasObject && measures.extent > LIMITS.fullExtent));
  if (isBusy) tell("busyBackground", "warning", measures.noise, LIMITS.noise);
  else if (isCut) tell("cut", "warning", Math.max(...Object.values(measures.cut)), LIMITS.cutShare, { borders });
  else if (!measures.hasObject) tell("noObject", "warning", measures.objectShare, 0);
  if (!measures.hasObject) return findings;

  if (!isBusy && !isCut && !isDark && measures.contrast < LIMITS.contrast) tell("lowContrast", "warning", measures.contrast, LIMITS.contrast);
  if (measures.burntShare > LIMITS.burntShare) tell("tooBright", "warning", measures.burntShare, LIMITS.burntShare);
  if (!isBusy && measures.blur !== null && measures.blur > LIMITS.blurPx) tell("blurred", "warning", measures.blur, LIMITS.blurPx);
  if (!isBusy && !isCut && measures.extent < LIMITS.farExtent) tell("far", "info", measures.extent, LIMITS.farExtent);
  return findings;
}
