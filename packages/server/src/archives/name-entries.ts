/** Names that Windows keeps for devices, whatever ending they have (Naming Files, Paths, and Namespaces, Microsoft). */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$/i;
/** What some system refuses in names, controls, and marks that turn the direction of writing or are not seen. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]/gu;
/** Most file systems take 255 bytes; room is left for what a program adds when it unpacks. */
const MOST_BYTES = 200;

export interface EntryNamer {
  /** A name for one more file, told apart from those before it. @param ending with its dot */
  name(stem: string, ending: string): string;
}

/**
 * Gives files of one folder names that every file system takes, each a name of its own: composed letters (NFC), nothing that is reserved or hidden,
 * no dot or space at the end, at most 200 bytes. Two that differ by case or by how a letter is composed count as one, as they do on Windows and macOS.
 */
export function createEntryNamer(taken: readonly string[] = []): EntryNamer {
  const known = new Set(taken.map(keyOf));
  return {
    name(stem, ending) {
      const safe = safeStem(stem);
      for (let count = 1; ; count += 1) {
        const suffix = count === 1 ? ending : `-${count}${ending}`;
        const name = cut(safe, MOST_BYTES - byteLength(suffix)) + suffix;
        if (known.has(keyOf(name))) continue;
        known.add(keyOf(name));
        return name;
      }
    },
  };
}

const byteLength = (text: string) => Buffer.byteLength(text);
const keyOf = (name: string) => name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");

function safeStem(stem: string): string {
  const plain = stem.toWellFormed().normalize("NFC").replace(UNSAFE, " ").trim().replace(/\s+/g, "-").replace(/^[.-]+|[.-]+$/g, "").normalize("NFC");
  if (plain === "") return "model";
  const [device = ""] = plain.split(".");
  return RESERVED.test(device) ? `_${plain}` : plain;
}

/** Whole letters only, with the marks that belong to them, and no dot or dash where it was cut. */
function cut(text: string, mostBytes: number): string {
  if (byteLength(text) <= mostBytes) return text;
  let kept = "";
  for (const { segment } of new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)) {
    if (byteLength(kept + segment) > mostBytes) break;
    kept += segment;
  }
  return kept.replace(/[.-]+$/g, "") || "model";
}
