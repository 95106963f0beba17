import { isolatePercent } from "./isolate.ts";
import type { viewerTexts as en } from "./en-viewer.ts";
import type { ViewerToolTexts } from "./en-viewer-tools.ts";

/** Arabic: what a viewer says. */
export const viewerTexts: typeof en = {
  viewerAlt: "نموذج ثلاثي الأبعاد",
  viewerLoading: (percent) => `جارٍ تحميل النموذج، ${isolatePercent(percent)}`,
  viewerStart: "عرض ثلاثي الأبعاد",
  viewerEmpty: "لا يوجد نموذج ثلاثي الأبعاد بعد",
  viewerNoWebGl: "لا يستطيع هذا المتصفح العرض ثلاثي الأبعاد الآن. فعّل تسريع الأجهزة أو استخدم متصفحًا آخر.",
  viewerMissing: "لم يعد ملف النموذج موجودًا. أعد تحميل الصفحة.",
  viewerUnreachable: "تعذّر تحميل النموذج. تحقق من اتصالك ثم حاول مرة أخرى.",
  viewerUnreadable: "هذا الملف ليس نموذجًا ثلاثي الأبعاد يمكن عرضه.",
  viewerContextLost: "سُحبت بطاقة الرسوميات من هذه الصفحة.",
  fullScreen: "ملء الشاشة",
  leaveFullScreen: "إنهاء ملء الشاشة",
  viewerNeedsBlob: "لا تسمح هذه الصفحة بالصور التي داخل النموذج. اطلب من مشغّلها أن يسمح بـ blob: في سياستها للصور والاتصالات.",
  viewerNeedsWasm: "لا تسمح هذه الصفحة بما تحتاجه خامات الملف. اطلب من مشغّلها السماح بـ WebAssembly.",
  viewerAr: "عرض في غرفتك",
  viewerKeys: "أدِره بمفاتيح الأسهم، وكبّره أو صغّره بزائد وناقص، وعُد إلى البداية بالصفر.",
  viewerSeenFrom: (side, height) => {
    const from = { front: "من الأمام", back: "من الخلف", left: "من اليسار", right: "من اليمين" }[side];
    return `المنظر ${from}${{ level: "", above: " ومن الأعلى", below: " ومن الأسفل" }[height]}`;
  },
  viewerLarger: "تكبير",
  viewerSmaller: "تصغير",
  viewerReset: "العودة إلى المنظر الأول",
  viewerToolTexts: async (): Promise<ViewerToolTexts> => (await import("./ar-viewer-tools.ts")).arViewerTools,
};
