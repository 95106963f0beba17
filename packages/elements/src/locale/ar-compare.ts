import { isolate, isolatePercent } from "./isolate.ts";
import type { CompareTexts } from "./en-compare.ts";

/** Arabic texts of the comparison; loaded with it. */
export const arCompare: CompareTexts = {
  comparison: (left, right) => `${isolate(left)} بجانب ${isolate(right)}`,
  left: "النموذج الأيسر",
  right: "النموذج الأيمن",
  arrangement: "الترتيب",
  sideBySide: "جنبًا إلى جنب",
  slider: "شريط تمرير",
  sameScale: "المقياس نفسه",
  sameScaleHint: "يعرض كليهما بحجمهما الحقيقي نسبة إلى بعضهما. عند الإيقاف يملأ كل منهما إطاره.",
  scaleUnknown: "الحجم الحقيقي غير معروف لكليهما: نسبة حجميهما هنا كما في ملفيهما فقط.",
  resetView: "إعادة ضبط العرض",
  divider: (left, right) => `الفاصل بين ${isolate(left)} و${isolate(right)}`,
  dividerValue: (percent, left) => `${isolatePercent(percent)} ${isolate(left)}`,
  triangles: (count) => `المثلثات: ${count}`,
  figuresUnknown: "لا توجد بيانات",
  missing: "لم يعد هذا الإصدار موجودًا، أو ليس لك.",
  noFile: "لا يوجد نموذج ثلاثي الأبعاد لهذا الإصدار.",
  nothing: "لا شيء للمقارنة هنا",
  nothingHint: "اضبط `left` و`right` على معرّفي إصدارين، أو `left-src` و`right-src` على ملفين.",
  error: "تعذّر البحث عن هذا الإصدار",
};
