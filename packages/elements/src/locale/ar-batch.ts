import { AR_VIEWS } from "./ar-views.ts";
import type { BatchTexts } from "./en-batch.ts";
import { isolate, isolatePercent } from "./isolate.ts";
import { choosePlural } from "./plural.ts";

const plural = choosePlural("ar");
const count = (value: number): string => value.toLocaleString("en");
const models = (value: number): string => plural(value, { one: "نموذج واحد", two: "نموذجان", few: `${count(value)} نماذج`, other: `${count(value)} نموذجًا` });
const items = (value: number): string => plural(value, { one: "عنصر واحد", two: "عنصران", few: `${count(value)} عناصر`, other: `${count(value)} عنصرًا` });

/** Arabic texts of batches; loaded with them. */
export const arBatch: BatchTexts = {
  title: "نماذج ثلاثية الأبعاد لعناصر كثيرة",
  makeSelected: "إنشاء نماذج ثلاثية الأبعاد",
  batches: "الدفعات",
  estimating: "يجري حساب ما يلزم",
  estimateError: "تعذّر حساب ما يلزم",
  ready: (value) => `سيُنشأ: ${models(value)}`,
  nothingReady: "لا يمكن إنشاء نموذج من هذه العناصر",
  cost: "التكلفة",
  balance: "الرصيد",
  time: "المدة",
  timeRange: (from, to) => (from === to ? `نحو ${to}` : `من ${from} إلى ${to}`),
  seconds: (value) => plural(value, { one: "ثانية واحدة", two: "ثانيتين", few: `${value} ثوانٍ`, other: `${value} ثانية` }),
  minutes: (value) => plural(value, { one: "دقيقة واحدة", two: "دقيقتين", few: `${value} دقائق`, other: `${value} دقيقة` }),
  hours: (value) => plural(value, { one: "ساعة واحدة", two: "ساعتين", few: `${value} ساعات`, other: `${value} ساعة` }),
  atOnce: (value) => `${value} في الوقت نفسه`,
  holdsAll: "تُحجز نقاط كل النماذج الآن. لا يُخصم ثمن نموذج إلا عند اكتماله، ويعود الباقي.",
  holdsEach: "تُحجز نقاط النموذج عندما يبدأ، ولا تُخصم إلا عند اكتماله.",
  runsOut: (credits) => `لديك ${credits}: تتوقف الدفعة عند نفادها، وتستمر متى صار لديك المزيد.`,
  leftOut: (value) => `يُستبعد: ${items(value)}`,
  moreThanFit: (taken, all) => `تدخل أول ${count(taken)} من أصل ${count(all)} في هذه الدفعة. يمكن أن يأتي الباقي في الدفعة التالية.`,
  start: (value) => `إنشاء ${models(value)}`,
  untitled: (time) => `دفعة ${isolate(time)}`,
  state: (state) => ({ RUNNING: "قيد التنفيذ", PAUSED: "متوقفة مؤقتًا", DONE: "اكتملت", CANCELLED: "أُلغيت" })[state],
  overall: "تقدّم الدفعة",
  summary: (done, total) => `اكتمل ${count(done)} من ${models(total)}`,
  pausedBecause: (reason) =>
    ({
      user: "ما بدأ يستمر، ولا يبدأ شيء آخر حتى تستأنف.",
      operator: "أوقفها مشغّلو هذه الخدمة مؤقتًا، وسيستأنفونها. ما بدأ يستمر.",
      insufficient_credits: "نقاطك لا تكفي للنموذج التالي. احصل على المزيد ثم استأنف: لا يضيع شيء.",
      credit_limit_reached: "بلغت حدّك من النقاط. استأنف في الفترة القادمة: لا يضيع شيء.",
    })[reason],
  pause: "إيقاف مؤقت",
  resume: "استئناف",
  retryFailed: (value) => `إعادة محاولة ما فشل (${count(value)})`,
  cancelRest: "إلغاء الباقي",
  cancelTitle: "إلغاء ما لم يبدأ؟",
  cancelText: (value) => `لم يبدأ بعد: ${items(value)}. تعود النقاط المحجوزة لما لم يبدأ، ويستمر ما بدأ حتى نهايته.`,
  keepGoing: "المتابعة",
  goOnWith: (value) => `المتابعة مع الباقي: ${items(value)}`,
  otherBatches: "كل الدفعات",
  itemState: (state) => ({ WAITING: "في الانتظار", STARTING: "يبدأ", IN_PROGRESS: "قيد الإنشاء", SUCCEEDED: "جاهز", FAILED: "فشل", SKIPPED: "مستبعد", CANCELLED: "ملغى" })[state],
  show: "عرض",
  everything: (value) => `الكل (${count(value)})`,
  shownState: (state, value) => `${state} (${count(value)})`,
  items: "عناصر الدفعة",
  progressOf: (name) => `تقدّم ${isolate(name)}`,
  nothingOfState: "لا عنصر في هذه الحالة الآن.",
  unnamed: (position) => `العنصر ${position}`,
  previousPage: "الصفحة السابقة",
  nextPage: "الصفحة التالية",
  range: (from, to, total) => `${isolate(`${count(from)}–${count(to)}`)} من ${count(total)}`,
  reason: ({ code, message, views = [] }, describeError) => {
    if (code === "views_missing" && views.length > 0) return `تنقص صورة من: ${views.map((view) => AR_VIEWS[view]).join("، ")}.`;
    if (code === "duplicate") return "هذا العنصر موجود في الدفعة.";
    if (code === "generation_in_progress") return "يجري إنشاء نموذج له الآن.";
    if (code === "in_other_batch") return "هذا العنصر موجود في دفعة أخرى لك لم تنتهِ بعد.";
    if (code === "expired") return "لم ينته المولّد في الوقت المحدد. لم يُخصم شيء.";
    if (code === "deleted") return "حُذف النموذج.";
    return describeError({ code, message });
  },
  news: (state, percent) => `${state}، ${isolatePercent(percent)}`,
  doneNews: (ready, failed) => `اكتملت الدفعة. الجاهز: ${models(ready)}${failed === 0 ? "" : `، والفاشل: ${count(failed)}`}.`,
  batchError: "تعذّر تحميل الدفعة",
  batchMissing: "لم تعد هذه الدفعة موجودة، أو ليست لك.",
  archive: "أخذها كلها",
  archiveHint: (value) => `${models(value)} في ملف ZIP واحد، مع قائمة بمحتواه.`,
  format: "الصيغة",
  download: "تنزيل ZIP",
  downloading: (loaded) => `جارٍ التنزيل: ${isolate(loaded)}`,
  saved: (fileName) => `حُفظ باسم ${isolate(fileName)}`,
  packHint: "هل الملف كبير أم ينقطع اتصالك؟ اطلب تجهيزه أولًا: إذا انقطع التنزيل يستمر من حيث توقف.",
  pack: "تجهيزه أولًا",
  packing: "يجري تجهيزه. يمكنك مغادرة الصفحة وطلبه مرة أخرى لاحقًا.",
  packed: (value, size, until) => `جُهّز: ${models(value)}، ${isolate(size)}. يُحفظ حتى ${isolate(until)}.`,
  packedPart: (value, total, size, until) => `جُهّزت النماذج: ${count(value)} من ${count(total)}، ${isolate(size)}. تجد في القائمة بداخله ما ينقص وسببه. يُحفظ حتى ${isolate(until)}.`,
  packAgain: "تجهيزه من جديد",
  downloadPacked: "تنزيل ملف ZIP الجاهز",
  packAll: (value) => `تجهيز الكل (${count(value)})`,
  packFailed: "تعذّر تجهيزه. حاول مرة أخرى بعد قليل، أو نزّله مباشرة.",
  packedGone: "لم يعد محفوظًا. اطلب تجهيزه مرة أخرى.",
  loadedOf: (loaded, total) => `${isolate(loaded)} من ${isolate(total)}`,
  stoppedAt: (loaded) => `توقّف عند ${loaded}.`,
  stop: "إيقاف",
  goOn: "متابعة",
  none: "لا دفعات بعد",
  noneHint: "اختر عدة عناصر لتُنشأ نماذجها معًا.",
  listError: "تعذّر تحميل دفعاتك",
  showMore: "عرض المزيد",
};
