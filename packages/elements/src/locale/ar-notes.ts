import type { CardNote, LengthUnit } from "@model-3d/contract";
import { formatNumber } from "./format-number.ts";
import { isolate } from "./isolate.ts";

const UNITS: Readonly<Record<LengthUnit, string>> = { mm: "مم", cm: "سم", m: "م", in: "بوصة" };
const OF: Readonly<Record<string, string>> = { faces: "الأسطح", triangles: "المثلثات" };

/** Names before their numbers, which then need no plural. */
const REPAIRED: Readonly<Record<string, string>> = {
  welded: "مواضع وُصلت عند الدروز",
  degenerate: "مثلثات بلا مساحة حُذفت",
  duplicate: "مثلثات مكررة حُذفت",
  turned: "مثلثات قُلبت",
  filled: "ثقوب سُدّت",
  separated: "مواضع تلامس بين أجسام فُصلت",
};
const FAULTS: Readonly<Record<string, string>> = {
  openEdges: "حواف مفتوحة",
  flippedEdges: "حواف تختلف مثلثاتها في جهة الخارج",
  crowdedEdges: "حواف لها أكثر من مثلثين",
};
const LEFT_OUT: Readonly<Record<string, string>> = {
  animations: "الحركات",
  cameras: "الكاميرات",
  extensions: "الإضافات",
  hidden: "الأجزاء المخفية",
  joints: "المفاصل",
  lights: "الأضواء",
  lines: "الخطوط",
  morphs: "التحولات",
  points: "النقاط",
  textureTransforms: "إزاحات الخامات",
  uvSets: "إحداثيات خامات إضافية",
  variants: "الأشكال البديلة",
};

const number = (value: unknown, digits: Intl.NumberFormatOptions = {}): string => isolate(formatNumber(Number(value), "ar", digits));
const counted = (values: CardNote["values"], table: Readonly<Record<string, string>>): string =>
  Object.entries(table).flatMap(([key, name]) => (Number(values[key] ?? 0) > 0 ? [`${name}: ${number(values[key])}`] : [])).join("، ");
const listed = (what: unknown): string => (Array.isArray(what) ? what : []).map((word) => LEFT_OUT[String(word)] ?? isolate(String(word))).join("، ");

/** A note of an honesty card in Arabic. */
export function arNote({ code, values, message }: CardNote): string {
  switch (code) {
    case "no_real_size":
      return "لا يُعرف حجم حقيقي: تُعدّ أرقام النموذج بالأمتار.";
    case "far_off":
      return `يبعد عن نقطة الأصل ${number(values["distance"], { maximumSignificantDigits: 3 })} ${UNITS[values["unit"] as LengthUnit]}، وهناك تسير الإحداثيات بخطوات قدرها ${number(values["step"], { maximumSignificantDigits: 3 })} ${UNITS[values["unit"] as LengthUnit]}: تضيع التفاصيل الأدق. انقله إلى نقطة الأصل لتبقى.`;
    case "simplified":
      return `خُفّف عدد ${OF[String(values["of"])] ?? ""} من ${number(values["from"])} إلى ${number(values["to"])}؛ يحيد السطح بنحو ${number(values["error"], { maximumSignificantDigits: 3 })} ${UNITS[values["unit"] as LengthUnit]}.`;
    case "opened":
      return "كان مغلقًا قبل التخفيف ولم يعد كذلك: اسمح بأسطح أكثر ليكون جسمًا.";
    case "mended":
      return `أُصلح: ${counted(values, REPAIRED)}.`;
    case "flat_triangles":
      return `بقيت مثلثات بلا مساحة (${number(values["count"])}) لأن السطح سيكون مفتوحًا دونها.`;
    case "not_closed":
      return `السطح غير مغلق: ${counted(values, FAULTS) || "لا يحيط بشيء"}. يحفظه الملف كما هو، لا جسمًا.`;
    case "overlapping":
      return `أجسام متداخلة: ${number(values["count"])}. كل منها مغلق؛ تعدّها برامج الطباعة جسمًا واحدًا، وتبقيها برامج التصميم منفصلة، وما تتشارك فيه يُحسب أكثر من مرة.`;
    case "crossing":
      return `السطح يخترق نفسه: مثلثات متقاطعة: ${number(values["count"])}. تعدّه معظم برامج الطباعة جسمًا واحدًا مع ذلك، وقد ترفضه برامج التصميم.`;
    case "unreadable_textures":
      return `حُذفت خامات لا يمكن قراءتها هنا: ${listed(values["names"])}. احفظها بصيغة PNG أو JPEG لتبقى.`;
    case "other_scenes":
      return "في الملف عدة مشاهد: صُدّر المشهد الذي يعرضه أولًا دون غيره.";
    case "older_materials":
      return "المواد من النوع الأقدم (لون اللمعان واللمعان) صارت بالمعدنية والخشونة: قد تختلف الانعكاسات قليلًا.";
    case "left_out":
      return `حُذف: ${listed(values["what"])}.`;
    case "to_be_mended":
      return "السطح غير مغلق: يُصلح أولًا قدر الإمكان.";
    case "may_be_simplified":
      return `إن بقي أكثر من ${number(values["maxFaces"])} سطحًا بعد دمج ما يقع في مستوى واحد، يُخفَّف السطح.`;
    default:
      return message;
  }
}
