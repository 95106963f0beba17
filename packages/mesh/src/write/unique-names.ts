/**
 * Names that differ from each other, also where case does not count, in the order given.
 *
 * - `text`: as they are, without control characters, at most 120 characters.
 * - `file`: letters and digits of any script, `-`, `_` and `.`, so that every file system and every ZIP has them.
 * - `ascii`: letters, digits, `-` and `_`; Latin letters are written plainly, others as `_`.
 * - `identifier`: as `ascii` and no digit first.
 */
export function uniqueNames(names: readonly string[], form: "text" | "file" | "ascii" | "identifier", fallback = "unnamed"): string[] {
  const taken = new Set<string>();
  // Where the count of each name has come to: a file of a hundred thousand parts of one name would take hours if each began at 2.
  const counts = new Map<string, number>();
  return names.map((name) => {
    const clean = cleanName(name, form) || fallback;
    const key = clean.toLowerCase();
    let unique = clean;
    let number = counts.get(key) ?? 2;
    for (; taken.has(unique.toLowerCase()); number++) unique = `${clean}${form === "text" ? " " : "_"}${number}`;
    counts.set(key, number);
    taken.add(unique.toLowerCase());
    return unique;
  });
}

const MOST = 120;

/** Latin letters that are none of ASCII with a mark on it. */
const PLAIN: Readonly<Record<string, string>> = { ß: "ss", ẞ: "SS", æ: "ae", Æ: "AE", œ: "oe", Œ: "OE", ø: "o", Ø: "O", đ: "d", Đ: "D", ð: "d", Ð: "D", þ: "th", Þ: "TH", ł: "l", Ł: "L", ı: "i" };

export function cleanName(name: string, form: "text" | "file" | "ascii" | "identifier"): string {
  const whole = name.normalize("NFC");
  if (form === "text") return [...whole.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "").trim()].slice(0, MOST).join("");
  if (form === "file") return [...whole.replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "_").replace(/^[._]+|[._]+$/g, "")].slice(0, MOST).join("");
  const plain = whole.normalize("NFD").replace(/\p{M}/gu, "").replace(/[ßẞæÆœŒøØđĐðÐþÞłŁı]/g, (letter) => PLAIN[letter]!).replace(/[^A-Za-z0-9_-]+/g, "_").replace(/^_+|_+$/g, "").slice(0, MOST);
  return form === "identifier" ? plain.replaceAll("-", "_").replace(/^(?=\d)/, "_") : plain;
}
