import type { MatchTexts } from "./en-match.ts";
import { isolate, isolatePercent } from "./isolate.ts";

/** Arabic texts of how a model matches its photos; loaded with the versions. */
export const arMatch: MatchTexts = {
  matches: (percent) => `يطابق صورك بنسبة ${isolatePercent(percent)}`,
  lowHint: "لا يشبه صورك كثيرًا. تحقّق من مواضع الاختلاف قبل استخدامه.",
  view: (view, percent) => `${isolate(view)}: ${isolatePercent(percent)}`,
  picture: (view) => `مواضع اختلاف النموذج عن الصورة: ${isolate(view)}`,
  onlyPhoto: "في الصورة فقط",
  onlyModel: "في النموذج فقط",
  otherColor: "لون مختلف",
};
