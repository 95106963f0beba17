import type { VersionsTexts } from "./en-versions.ts";
import { isolate, isolatePercent } from "./isolate.ts";

/** Arabic: what the versions say, and how each matches its photos. */
export const arVersions: VersionsTexts = {
  toastActivated: (version) => `الإصدار ${version} هو النشط الآن`,
  toastDeleted: (version) => `حُذف الإصدار ${version}`,
  versionsEmpty: "لا توجد إصدارات بعد",
  versionsEmptyHint: "ينتج أول إنشاء الإصدار 1.",
  versionsError: "تعذّر تحميل الإصدارات",
  deleteTitle: (version) => `حذف الإصدار ${version}؟`,
  deleteText: "ستُزال ملفاته نهائيًا. لا يمكن التراجع عن ذلك.",
  deleteActiveText: "هو الإصدار النشط: سيحل أحدث إصدار آخر مكانه.",
  deleteOnly: "يبقى الإصدار النشط ما دام الوحيد. أنشئ إصدارًا آخر أولًا.",
  actionsForVersion: (version) => `إجراءات الإصدار ${version}`,
  compareReady: (left, right) => `الإصدار ${left} والإصدار ${right}`,
  compareVersion: (version) => `مقارنة الإصدار ${version}`,
  matches: (percent) => `يطابق صورك بنسبة ${isolatePercent(percent)}`,
  lowHint: "لا يشبه صورك كثيرًا. تحقّق من مواضع الاختلاف قبل استخدامه.",
  view: (view, percent) => `${isolate(view)}: ${isolatePercent(percent)}`,
  picture: (view) => `مواضع اختلاف النموذج عن الصورة: ${isolate(view)}`,
  onlyPhoto: "في الصورة فقط",
  onlyModel: "في النموذج فقط",
  otherColor: "لون مختلف",
};
