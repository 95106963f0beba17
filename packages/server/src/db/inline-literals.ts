import pg from "pg";

/** Strings, quoted names, comments and `$n`: only the last is replaced, whatever the others hold. */
const TOKENS = /[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\d+)/g;

/**
 * Puts the values of a query into its text, for the simple query protocol, which has no parameters.
 * Every value becomes a quoted literal of pg's own `escapeLiteral` and takes its type from where it stands, as a parameter would.
 * @throws TypeError for a value that has no literal (a NUL character, a function, NaN) or a parameter without a value.
 */
export function inlineLiterals(sql: string, values: readonly unknown[]): string {
  return sql.replace(TOKENS, (token, index?: string) => {
    if (index === undefined) return token;
    const position = Number(index) - 1;
    if (position < 0 || position >= values.length) throw new TypeError(`The query has no value for $${index}.`);
    return toLiteral(values[position]);
  });
}

/** One value as an SQL literal. */
export function toLiteral(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  const text = toText(value);
  // A NUL would end the message in the middle of the query.
  if (text.includes("\0")) throw new TypeError("A text for the database must not hold a NUL character.");
  return pg.escapeLiteral(text);
}

function toText(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError("A number for the database must be finite.");
      return String(value);
    case "object":
      if (value instanceof Date) return value.toISOString();
      if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
      if (Array.isArray(value)) return toArrayText(value);
      return JSON.stringify(value);
    default:
      throw new TypeError(`A ${typeof value} is no value for the database.`);
  }
}

function toArrayText(values: readonly unknown[]): string {
  const items = values.map((value) => {
    if (value === null || value === undefined) return "NULL";
    return Array.isArray(value) ? toArrayText(value) : `"${toText(value).replace(/[\\"]/g, "\\$&")}"`;
  });
  return `{${items.join(",")}}`;
}
