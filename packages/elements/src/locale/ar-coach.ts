import { AR_VIEWS } from "./ar-views.ts";
import type { PhotoBorder, PhotoFinding } from "../coach/photo-finding.ts";
import type { CoachTexts, FindingText } from "./en-coach.ts";
import { choosePlural } from "./plural.ts";

const plural = choosePlural("ar");
const BORDERS: Readonly<Record<PhotoBorder, string>> = { top: "الأعلى", right: "اليمين", bottom: "الأسفل", left: "اليسار" };
const hints = (count: number): string => plural(count, { one: "ملاحظة واحدة", two: "ملاحظتان", few: `${count} ملاحظات`, other: `${count} ملاحظة` });

function describeCut(borders: readonly PhotoBorder[] = []): string {
  if (borders.length === 0) return "يملأ الشيء الصورة كلها";
  return `الشيء مقصوص من ${borders.map((border) => BORDERS[border]).join(" و")}`;
}

function describeFinding({ code, value, limit, borders, other, suggestion }: PhotoFinding): FindingText {
  const others = other === undefined ? "صورة أخرى" : `صورة ${AR_VIEWS[other]}`;
  switch (code) {
    case "tooSmall":
      return { problem: `صغيرة جدًا: ${Math.round(value)} بكسل`, advice: `يجب ألا يقل الضلع الأقصر عن ${limit} بكسل. استخدم الصورة الأصلية من الكاميرا، لا معاينتها.` };
    case "small":
      return { problem: `صغيرة نوعًا ما: ${Math.round(value)} بكسل`, advice: `${limit} بكسل أو أكثر تعطي نموذجًا أدق. استخدم الصورة الأصلية من الكاميرا إن وُجدت.` };
    case "far":
      return { problem: "الشيء صغير في الصورة", advice: "اقترب أكثر، أو قُصّ الصورة بحيث يملأ الشيء معظمها." };
    case "blurred":
      return { problem: "غير واضحة", advice: "ثبّت الكاميرا، وانقر على الشيء لضبط التركيز، وزد الإضاءة." };
    case "cut":
      return { problem: describeCut(borders), advice: "تراجع حتى يظهر كله في الصورة مع بعض الفراغ حوله." };
    case "noObject":
      return { problem: "لا يبرز أي شيء عن الخلفية", advice: "ضعه أمام خلفية سادة بلون آخر، أو ارفع صورة PNG بخلفية شفافة." };
    case "busyBackground":
      return { problem: "الخلفية مزدحمة", advice: "ضع الشيء أمام خلفية سادة: جدار أو ورقة أو قماش بلا نقوش." };
    case "lowContrast":
      return { problem: "يصعب تمييز الشيء عن خلفيته", advice: "اختر خلفية أفتح أو أغمق بوضوح، أو بلون آخر." };
    case "tooDark":
      return { problem: "مظلمة جدًا", advice: "صوّر قرب نافذة أو بمصابيح أكثر. الفلاش القريب يصنع ظلالًا حادة." };
    case "tooBright":
      return { problem: "أجزاء منها محترقة إلى الأبيض", advice: "قلّل الإضاءة أو تعريض الكاميرا، وتجنّب الفلاش." };
    case "sameFile":
      return { problem: `الملف نفسه كما في ${others}`, advice: "اختر صورة من هذه الجهة، أو اتركها." };
    case "samePhoto":
      return { problem: `تبدو تكرارًا لـ${others}`, advice: "اختر صورة من هذه الجهة، أو اتركها." };
    case "mirrored":
      return { problem: `تبدو ${others} معكوسة`, advice: "الصورة المعكوسة لا تُظهر جهة أخرى. التقط صورة حقيقية، أو اتركها." };
    case "swapped":
      return { problem: suggestion === undefined ? "تبدو من جهة أخرى" : `تبدو من ${AR_VIEWS[suggestion]}`, advice: "بتسميات أخرى تتطابق الحدود." };
    case "mismatch":
      return { problem: "حدودها لا تطابق الصور الأخرى", advice: "صوّر الشيء نفسه بالوضعية نفسها، مستقيمًا من كل جهة وعلى الارتفاع نفسه." };
    case "otherObject":
      return { problem: "تبدو لشيء آخر", advice: "ألوانها ليست في أي صورة أخرى. استخدم صورًا لشيء واحد في إضاءة واحدة." };
  }
}

/** Arabic texts of the photo coach; loaded with it. */
export const arCoach: CoachTexts = {
  describeFinding,
  title: "فحص الصور",
  looking: "جارٍ فحص الصور في متصفحك…",
  good: "كل الصور تبدو جيدة.",
  count: hints,
  photoLooking: "جارٍ الفحص…",
  photoGood: "تبدو جيدة",
  photoCount: hints,
  unchecked: "تعذّر الفحص في هذا المتصفح. يمكنك المتابعة مع ذلك.",
  offline: "لم تُفحص: أنت غير متصل بالإنترنت. يبدأ الفحص تلقائيًا عند عودة الاتصال، ويمكنك المتابعة مع ذلك.",
  useAs: (view) => `استخدامها كصورة ${view}`,
  showMasks: "إظهار ما تم التعرف عليه",
  maskHint: "ما يظهر داكنًا يُعدّ خلفية ولا يدخل في النموذج.",
  camera: {
    title: "التقاط صور",
    views: "الجهات",
    taken: "التُقطت",
    live: "ما تراه الكاميرا",
    shot: "الصورة التي التقطتها",
    opening: "جارٍ فتح الكاميرا…",
    how: {
      front: "من الأمام مباشرة، على ارتفاع منتصف الشيء. كله داخل الإطار وأمام خلفية سادة.",
      back: "أدِر الشيء لا الكاميرا: المسافة والارتفاع والإضاءة نفسها كما من الأمام.",
      side: "الجانب الأيمن للشيء، من المسافة والارتفاع نفسيهما.",
      left: "الجانب الأيسر للشيء، من المسافة والارتفاع نفسيهما.",
      bottom: "من الأسفل عموديًا، وواجهته عند الحافة العليا للصورة.",
      top: "من الأعلى عموديًا، وواجهته عند الحافة السفلى للصورة.",
    },
    check: "هل هي واضحة والشيء كله داخلها؟",
    take: (view) => `التقاط صورة: ${view}`,
    keep: "استخدام هذه الصورة",
    again: "إعادة الالتقاط",
    turn: "كاميرا أخرى",
    instead: "استخدام تطبيق الكاميرا أو ملف",
    refused: {
      forbidden: "لا يُسمح لهذه الصفحة باستخدام الكاميرا. اسمح بذلك بجانب عنوان الصفحة ثم حاول مرة أخرى.",
      missing: "لم يُعثر على كاميرا.",
      busy: "لا تعطي الكاميرا صورة. أغلق البرامج الأخرى التي تستخدمها ثم حاول مرة أخرى.",
    },
  },
  optional: "هذه ملاحظات فقط: يمكنك المتابعة مع ذلك.",
};
