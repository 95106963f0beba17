import type { View } from "@model-3d/contract";
import { isolate } from "./isolate.ts";
import type { UploadTexts } from "./en-upload.ts";

const FROM: Readonly<Record<View, string>> = { front: "الأمام", back: "الخلف", side: "الجانب", top: "الأعلى", left: "اليسار", bottom: "الأسفل" };

/** Arabic texts of the upload; loaded with it. */
export const arUpload: UploadTexts = {
  send: "استخدام هذه الصور",
  sending: "جارٍ الرفع…",
  addView: (view) => `إضافة صورة من ${FROM[view]}`,
  takeView: (view) => `التقاط صورة من ${FROM[view]}`,
  needed: "مطلوبة",
  recommended: "موصى بها",
  optional: "اختيارية",
  viewOf: (name) => `الجهة في ${isolate(name)}`,
  remove: (name) => `إزالة ${isolate(name)}`,
  replace: (name) => `استبدال ${isolate(name)}`,
  retry: (name) => `إرسال ${isolate(name)} مرة أخرى`,
  move: (name) => `نقل ${isolate(name)} إلى جهة أخرى`,
  moveHow: "المسافة للإمساك، والأسهم للنقل، والمسافة للإفلات، وEscape للتراجع. أو اسحبها.",
  grabbed: (name, view) => `أُمسكت ${isolate(name)}. هي صورة ${FROM[view]}.`,
  moved: (name, view, other) => `${isolate(name)} هي الآن صورة ${FROM[view]}.${other === null ? "" : ` وحلّت ${isolate(other)} مكانها.`}`,
  dropped: (name, view) => `أُفلتت ${isolate(name)} كصورة ${FROM[view]}.`,
  moveCancelled: (name, view) => `عادت ${isolate(name)} صورة ${FROM[view]}.`,
  missing: (views) => `ما زال ينقص: ${views}.`,
  complete: "صورتا الأمام والخلف جاهزتان. يمكنك المتابعة.",
  refused: "استبدل الصورة المعلَّمة بالأحمر أو أزلها.",
  unsent: "تعذّر إرسال صورة. حاول مرة أخرى.",
  tooMany: "تتسع لست صور فقط: الأمام والخلف والجانب والأعلى واليسار والأسفل.",
  wrongType: (name) => `${isolate(name)} ليست صورة بصيغة JPG أو PNG أو WebP.`,
  heic: (name) => `${isolate(name)} صورة HEIC لا تفتحها معظم المتصفحات. احفظها بصيغة JPG؛ وعلى iPhone يجعل الإعدادات › الكاميرا › التنسيقات › الأكثر توافقًا الصور القادمة JPG.`,
  tooLarge: (name, megabytes) => `حجم ${isolate(name)} أكبر من ${megabytes} ميغابايت.`,
  tooManyPixels: (name, megapixels) => `في ${isolate(name)} أكثر من ${megapixels} مليون بكسل. صغّرها؛ 2000 × 2000 تكفي تمامًا.`,
  unreadable: (name) => `تعذّر فتح ${isolate(name)} كصورة.`,
  tooSmall: (name, minimum) => `${isolate(name)} صغيرة جدًا: يجب ألا يقل ضلعها الأقصر عن ${minimum} بكسل.`,
  small: (recommended) => `صغيرة نوعًا ما؛ ${recommended} بكسل أو أكثر تعطي نموذجًا أدق.`,
  mend: (name) => `تصحيح قصّ ${isolate(name)}`,
  mended: "قصصتها بنفسك",
  brush: {
    title: (view) => `ما ينتمي إلى الجسم: ${isolate(view)}`,
    tools: "الأدوات",
    tool: { background: "تلوين الخلفية", object: "تلوين الجسم", alike: "هذه خلفية" },
    how: {
      background: "لوّن ما لا ينتمي إلى الجسم. بلوحة المفاتيح: الأسهم تحرّك الفرشاة، والمسافة تلوّن، و+ و− يغيّران حجمها.",
      object: "لوّن ما ينتمي إلى الجسم وهو تحت الغطاء. بلوحة المفاتيح: الأسهم تحرّك الفرشاة، والمسافة تلوّن، و+ و− يغيّران حجمها.",
      alike: "أشر إلى الخلفية: تزول مع كل ما حولها مما يشبهها. بلوحة المفاتيح: الأسهم تحرّك، والمسافة تشير.",
    },
    done: { background: "لُوّن كخلفية.", object: "لُوّن كجسم.", alike: "أصبح خلفية مع ما يشبهه من حوله." },
    stage: "الصورة وخلفيتها تحت غطاء",
    size: "الحجم",
    undo: "تراجع",
    undone: "تم التراجع.",
    startOver: "كما تم التعرّف عليه",
    finish: "استخدام هذا القصّ",
    empty: "لم يبقَ شيء من الجسم.",
  },
  progressOf: (name) => `رفع ${isolate(name)}`,
};
