import { isolate } from "./isolate.ts";
import type { ConfirmTexts } from "./en-confirm.ts";

/** Arabic: what the confirmation says. */
export const arConfirm: ConfirmTexts = {
  confirmSubject: (title) => `من صور ${isolate(title)} هذه`,
  confirmPhotos: "من هذه الصور",
  confirmKeepsActive: "يبقى الإصدار الحالي ظاهرًا حتى يجهز الجديد.",
  balanceAfter: "بعد النجاح",
  chargedOnSuccess: "لا تُخصم النقاط إلا عند النجاح. إن فشل الإنشاء فلن تدفع شيئًا.",
  recommendViews: (views) => `اختياري: صور ${views} تجعل الشكل أدق.`,
  side: "من الجانب",
  top: "من الأعلى",
};
