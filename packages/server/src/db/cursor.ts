/** A cursor that was not one of ours: the reader's fault, not the program's. */
export class InvalidCursorError extends Error {
  override readonly name = "InvalidCursorError";
  constructor() {
    super("The cursor is not one that an earlier page gave. Leave it out to start from the first page.");
  }
}

/** Makes the opaque text that names the last row of a page. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/**
 * Takes a cursor apart; each part has to match its pattern as a whole.
 * @throws InvalidCursorError for anything that `encodeCursor` did not make.
 */
export function decodeCursor(cursor: string, patterns: readonly RegExp[]): string[] {
  const parts = parse(cursor);
  if (!Array.isArray(parts) || parts.length !== patterns.length) throw new InvalidCursorError();
  return patterns.map((pattern, i) => {
    const part: unknown = parts[i];
    if (typeof part !== "string" || pattern.exec(part)?.[0] !== part) throw new InvalidCursorError();
    return part;
  });
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
