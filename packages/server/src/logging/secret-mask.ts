import { hideKnownForms } from "./known-forms.ts";

/** Hides what must stay secret in whatever is written down: by what it is, where that is known, and by how it looks. */
export interface SecretMask {
  /** Hides these from now on, wherever they stand; what is shorter than eight characters only where its place gives it away. */
  add(...secrets: readonly (string | null | undefined)[]): void;
  /** The text without secrets. */
  text(text: string): string;
  /** A copy without secrets, fit for a log: errors with their causes, headers, addresses, whatever stands in them. */
  value(value: unknown): unknown;
}

export const HIDDEN = "[hidden]";

const SECRET_NAME = "[\\w.-]*(?:password|passwd|pwd|secret|token|signature|credential|api[-_]?key|access[-_]?key|private[-_]?key)[\\w.-]*";
/** Names of fields whose values nobody may read. */
const SECRET_FIELD = new RegExp(`^(?:${SECRET_NAME}|authorization|proxy-authorization|cookie|set-cookie|sig|connectionString)$`, "i");

/** What looks like a secret, whoever's it is, and what is put in its place. */
const PATTERNS: readonly [RegExp, string][] = [
  // Headers as text, to the end of their line.
  [/\b((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s*[:=]\s*["']?)[^\r\n"']+/gi, `$1$2${HIDDEN}`],
  [/\b(bearer|basic)\s+[\w+/=.~-]{6,}/gi, `$1 ${HIDDEN}`],
  // User and password of an address; then all of its query, where signatures stand under many names.
  [/([a-z][a-z\d+.-]*:\/\/)[^\s/"'<>]*@/gi, `$1${HIDDEN}@`],
  [/([a-z][a-z\d+.-]*:\/\/[^\s?#"'<>]+)\?[^\s"'<>]*/gi, `$1?${HIDDEN}`],
  [new RegExp(`([?&](?:${SECRET_NAME}|sig)=)[^&\\s"'<>]+`, "gi"), `$1${HIDDEN}`],
  [new RegExp(`\\b(${SECRET_NAME})(["']?\\s*[:=]\\s*)(?!\\[hidden\\])(?:"[^"]*"|'[^']*'|[^\\s,;&"'}\\])]+)`, "gi"), `$1$2${HIDDEN}`],
  [/\b(?:msy_|sk[-_]|rk_|whsec_|ghp_|AKIA)[\w+/=-]{8,}/g, HIDDEN],
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, HIDDEN],
];

const MAX_DEPTH = 8;
const MAX_ITEMS = 200;

export function createSecretMask(): SecretMask {
  const known = hideKnownForms(HIDDEN);

  const text = (given: string): string => {
    let masked = known.hide(given);
    for (const [pattern, replacement] of PATTERNS) masked = masked.replace(pattern, replacement);
    return masked;
  };

  const value = (given: unknown, depth: number, above: readonly object[]): unknown => {
    switch (typeof given) {
      case "string":
        return text(given);
      case "bigint":
        return String(given);
      case "symbol":
      case "function":
        return `[${typeof given}]`;
      case "object":
        return given === null ? null : objectOf(given, depth, above);
      default:
        return given;
    }
  };

  const objectOf = (given: object, depth: number, above: readonly object[]): unknown => {
    if (above.includes(given)) return "[circular]";
    if (depth >= MAX_DEPTH) return "[more]";
    const next = (item: unknown) => value(item, depth + 1, [...above, given]);
    if (given instanceof Date) return new Date(given);
    if (given instanceof URL) return text(given.href);
    if (ArrayBuffer.isView(given) || given instanceof ArrayBuffer) return `[${given.byteLength} bytes]`;
    if (given instanceof Error) return errorOf(given, next);
    if (Array.isArray(given)) return given.slice(0, MAX_ITEMS).map(next);
    if (given instanceof Set) return [...given].slice(0, MAX_ITEMS).map(next);
    if (given instanceof Map || given instanceof Headers || given instanceof URLSearchParams) return fieldsOf([...given.entries()], next);
    const toJson = read(given, "toJSON");
    if (typeof toJson === "function") return next(attempt(() => toJson.call(given) as unknown));
    return fieldsOf(Object.keys(given).map((name) => [name, read(given, name)]), next);
  };

  const fieldsOf = (entries: readonly (readonly [unknown, unknown])[], next: (item: unknown) => unknown): Record<string, unknown> => {
    const fields: Record<string, unknown> = {};
    for (const [key, item] of entries.slice(0, MAX_ITEMS)) {
      const name = String(key);
      const isSecret = SECRET_FIELD.test(name) && item !== null && (typeof item === "string" || typeof item === "object");
      Object.defineProperty(fields, text(name), { value: isSecret ? HIDDEN : next(item), enumerable: true, configurable: true, writable: true });
    }
    return fields;
  };

  /** Of the same class, so that a logger's own way of writing errors knows it. */
  const errorOf = (error: Error, next: (item: unknown) => unknown): Error => {
    const masked = Object.create(Object.getPrototypeOf(error) as object) as Error;
    const define = (name: string, item: unknown, enumerable: boolean) => Object.defineProperty(masked, name, { value: item, enumerable, configurable: true, writable: true });
    const fields = fieldsOf(Object.keys(error).map((name) => [name, read(error, name)]), next);
    for (const [name, item] of Object.entries(fields)) define(name, item, true);
    for (const name of ["name", "message", "stack"] as const) define(name, text(String(read(error, name) ?? "")), false);
    for (const name of ["cause", "errors"] as const) if (name in error) define(name, next(read(error, name)), false);
    return masked;
  };

  return { add: known.add, text, value: (given) => value(given, 0, []) };
}

function read(object: object, name: string): unknown {
  return attempt(() => (object as Record<string, unknown>)[name]);
}

/** A field that throws when it is read is no reason to lose the line. */
function attempt(get: () => unknown): unknown {
  try {
    return get();
  } catch {
    return "[unreadable]";
  }
}
