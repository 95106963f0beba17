import { createHmac, timingSafeEqual } from "node:crypto";

/** Makes and checks links that work until a moment, as CloudFront's do. */
export interface FileLinks {
  /** `Expires` is the whole second in which the task's life ends. */
  sign(taskId: string, name: string, expiresAt: number): string;
  /** True if the link was made here and its second has not passed. */
  isValid(url: URL, nowMs: number): boolean;
}

export interface FileLinksOptions {
  /** Without a slash at the end. */
  origin: string;
  userId: string;
  key: Uint8Array;
}

export interface FilePath {
  userId: string;
  taskId: string;
  name: string;
}

const KEY_PAIR_ID = "KSIMULATEDMESHY";
const PATH = /^\/files\/([^/]+)\/tasks\/([^/]+)\/output\/([^/]+)$/;

/** The parts of a file's path, or `null` if it is none. */
export function parseFilePath(pathname: string): FilePath | null {
  const [, userId, taskId, name] = PATH.exec(pathname) ?? [];
  return userId && taskId && name ? { userId, taskId, name } : null;
}

export function createFileLinks({ origin, userId, key }: FileLinksOptions): FileLinks {
  /** CloudFront writes `-_~` where base64 has `+=/`. */
  const signatureOf = (pathname: string, expires: string): string =>
    createHmac("sha256", key).update(`${pathname}\n${expires}`).digest("base64").replaceAll("+", "-").replaceAll("=", "_").replaceAll("/", "~");

  return {
    sign(taskId, name, expiresAt) {
      const pathname = `/files/${userId}/tasks/${taskId}/output/${name}`;
      const expires = String(Math.floor(expiresAt / 1000));
      return `${origin}${pathname}?Expires=${expires}&Signature=${signatureOf(pathname, expires)}&Key-Pair-Id=${KEY_PAIR_ID}`;
    },
    isValid({ pathname, searchParams }, nowMs) {
      const expires = searchParams.get("Expires") ?? "";
      const given = Buffer.from(searchParams.get("Signature") ?? "");
      const right = Buffer.from(signatureOf(pathname, expires));
      const isSigned = given.length === right.length && timingSafeEqual(given, right);
      return isSigned && searchParams.get("Key-Pair-Id") === KEY_PAIR_ID && nowMs / 1000 < Number(expires);
    },
  };
}
