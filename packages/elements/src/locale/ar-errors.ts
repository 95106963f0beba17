import { arCredits } from "./ar-credits.ts";
import type { DescribedError } from "./en.ts";

/** What happened and what helps, by code; what is not here the server says in English. */
const errorTexts: Readonly<Record<string, string>> = {
  invalid_request: "البيانات غير صحيحة. راجعها ثم حاول مرة أخرى.",
  image_unreadable: "تعذّرت قراءة الصورة. استخدم صورة بصيغة JPG أو PNG أو WebP.",
  image_too_small: "الصورة صغيرة جدًا. يجب ألا يقل ضلعها الأقصر عن 256 بكسل، والأفضل 1024 أو أكثر.",
  image_too_large: "الصورة كبيرة جدًا. الحد الأقصى 64 مليون بكسل، والأفضل من 1024 إلى 4096 لكل ضلع.",
  image_unfetchable: "تعذّر الوصول إلى الصورة. تأكد من أن عنوانها عام ويبدأ بـ https، أو ارفع الصورة.",
  unauthorized: "لم تسجّل الدخول. سجّل الدخول ثم حاول مرة أخرى.",
  insufficient_credits: "رصيدك لا يكفي. اشترِ نقاطًا أو انتظر الفترة القادمة.",
  link_invalid: "لم يعد هذا الرابط صالحًا. أعد تحميل الصفحة.",
  cross_site_refused: "لا يُسمح لهذه الصفحة بتغيير أي شيء هنا. افتح التطبيق نفسه وحاول منه.",
  not_permitted: "يمكن لحسابك الاطلاع على هذا دون تغييره. اسأل من يملك الصلاحية.",
  not_found: "هذا العنصر غير موجود، أو ليس لك.",
  generation_in_progress: "يجري إنشاء هذا النموذج الآن. انتظر حتى يكتمل.",
  batch_ended: "انتهت هذه الدفعة ولا يمكن تغييرها. ابدأ دفعة جديدة بما تبقّى.",
  paused_by_operator: "أوقف مشغّلو هذه الخدمة هذه الدفعة مؤقتًا، وسيستأنفونها. يمكنك إلغاء ما لم يبدأ بعد.",
  generation_ended: "انتهى هذا الإنشاء، فلا يمكن إعادة محاولته ولا إيقافه.",
  correction_refused: "لم تتغيّر أي نقاط.",
  refund_refused: "لم تُردّ أي نقاط.",
  nothing_to_archive: "لم يكتمل أي من هذه النماذج بعد، أو أنها حُذفت. انتظر حتى يكتمل أحدها.",
  nothing_to_make: "لا يمكن إنشاء نموذج من هذه العناصر. أضف الصور الناقصة ثم حاول مرة أخرى.",
  too_many_batches: "بلغت دفعاتك المفتوحة أقصى عدد مسموح به. انتظر حتى تكتمل إحداها، أو ألغِ واحدة.",
  format_unavailable: "لا ينشئ هذا الخادم هذه الصيغة. اختر صيغة أخرى.",
  too_many_exports: "يُنشأ من ملفاتك أقصى عدد مسموح به في وقت واحد. انتظر حتى يكتمل أحدها ثم حاول مرة أخرى.",
  not_succeeded: "لا يمكن تفعيل إصدار لم يكتمل.",
  only_version: "لا يمكن حذف الإصدار النشط ما دام الوحيد. أنشئ إصدارًا آخر أولًا.",
  cannot_cancel: "يجري إنشاء هذا الإصدار ولا يمكن إيقافه. احذفه عندما يكتمل.",
  idempotency_in_flight: "بدأ إنشاء هذا النموذج بالفعل. انتظر لحظة ثم تحقق مرة أخرى.",
  payload_too_large: "الحجم أكبر من المسموح. استخدم ملفات أصغر.",
  too_many_generations: "بلغت أقصى عدد من النماذج في وقت واحد. انتظر حتى يكتمل أحدها.",
  method_not_allowed: "تطلب الصفحة ما لا يعرفه هذا الخادم. أعد تحميلها، وإن استمر ذلك فأبلغ المشغّل.",
  unsupported_media_type: "لا يقبل الخادم هذا النوع من البيانات. استخدم صورًا بصيغة JPG أو PNG أو WebP.",
  range_not_satisfiable: "تغيّر الملف في أثناء تنزيله. نزّله مرة أخرى.",
  idempotency_mismatch: "أُرسل هذا الطلب من قبل ببيانات أخرى. أعد تحميل الصفحة ثم حاول مرة أخرى.",
  rate_limited: "طلبات كثيرة. انتظر لحظة ثم حاول مرة أخرى.",
  internal_error: "حدث خطأ ما. حاول مرة أخرى، وإن تكرر فأبلغ مشغّل الموقع.",
  provider_error: "رفض المولّد الطلب. لم يُخصم شيء. راجع الصور ثم حاول مرة أخرى.",
  file_unavailable: "الملف غير متاح حاليًا. حاول لاحقًا، وإن استمر ذلك فأنشئ النموذج من جديد.",
  provider_unavailable: "المولّد غير متاح حاليًا. لم يُخصم شيء. حاول لاحقًا؛ أُبلغ المشغّل بذلك.",
  credits_unavailable: "تعذّر الاطلاع على رصيدك الآن. لم يُخصم شيء. حاول لاحقًا.",
  service_unavailable: "الخادم غير متاح حاليًا. حاول بعد ثوانٍ؛ لن يتكرر ما تم.",
  network_error: "تعذّر الوصول إلى الخادم. تحقق من اتصالك ثم حاول مرة أخرى.",
  unexpected_answer: "ردّ الخادم بشيء غير متوقع. أعد تحميل الصفحة.",
};

function limitReached({ message, details }: DescribedError): string {
  const endsAt = new Date(String(details?.endsAt));
  if (Number.isNaN(endsAt.getTime())) return message;
  const when = endsAt.toLocaleString("ar-u-nu-latn", { dateStyle: "medium", timeStyle: "short" });
  const limit = Number(details?.limit);
  const what = Number.isFinite(limit)
    ? `حدّك ${details?.period === "month" ? "في الشهر" : "في اليوم"} ${arCredits(limit)}، وقد استُهلك أو حُجز كله.`
    : "لا يمكن إنشاء مزيد من النماذج هنا حاليًا.";
  return `${what} يمكنك المتابعة بعد ${when}.`;
}

export function describeError(error: DescribedError): string {
  return error.code === "credit_limit_reached" ? limitReached(error) : (errorTexts[error.code] ?? error.message);
}
