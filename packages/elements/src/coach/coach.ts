export { COACH_LIMITS } from "./coach-limits.ts";
export { PhotoCoach, type PhotoCoachOptions } from "./photo-coach.ts";
export type { PhotoExamination, ShownMask } from "./photo-examiner.ts";
export type { FindingCode, PhotoBorder, PhotoFinding, Severity } from "./photo-finding.ts";
