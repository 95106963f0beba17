import type { Response } from "express";
import { FILE_HEADERS_SHOWN } from "../http/share-answer.ts";

/** Who may keep an answer with a file, and whose pages may read it. */
export interface FileAudience {
  cacheControl: string;
  /** `Access-Control-Allow-Origin`; `null` for the host's own pages, and those that it has listed. */
  allowOrigin: string | null;
  /** Whether pages of other sites may show it, though its address is for them alone who got it. */
  isShown?: boolean;
}

const MAX_NAME_CHARACTERS = 150;
const MAX_ENDING_CHARACTERS = 20;
/** Line breaks and other controls, marks that turn the direction of writing or are not seen, and what separates folders. */
const UNSAFE_IN_NAMES = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]/gu;

/** A name for the saved file that every header parser reads the same way (RFC 6266, RFC 8187). */
export function dispositionOf(given: string, disposition: "inline" | "attachment" = "inline"): string {
  const name = safeName(given);
  const ascii = name.replace(/[^\w. -]/g, "_");
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${disposition}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** A name that shows what it is, on every system: its start and its ending where it is too long. */
function safeName(given: string): string {
  const characters = Array.from(given.toWellFormed().replace(UNSAFE_IN_NAMES, "_"));
  const plain = characters.length <= MAX_NAME_CHARACTERS ? characters : [...characters.slice(0, MAX_NAME_CHARACTERS - MAX_ENDING_CHARACTERS), ...characters.slice(-MAX_ENDING_CHARACTERS)];
  return plain.join("").replace(/^[. ]+/, "_") || "file";
}

/** What every answer with a file has: its type is ours, and whatever is in it can't run as a page of the host. */
export function setFileHeaders(response: Response, { name, contentType, saveAs }: { name: string; contentType: string; saveAs?: string }, audience: FileAudience): void {
  response.setHeader("Content-Type", contentType);
  response.setHeader("Cache-Control", audience.cacheControl);
  response.setHeader("Content-Disposition", saveAs === undefined ? dispositionOf(name) : dispositionOf(saveAs, "attachment"));
  response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
  response.setHeader("Cross-Origin-Resource-Policy", audience.allowOrigin === null && audience.isShown !== true ? "same-site" : "cross-origin");
  if (audience.allowOrigin === null) return;
  response.setHeader("Access-Control-Allow-Origin", audience.allowOrigin);
  response.setHeader("Access-Control-Expose-Headers", FILE_HEADERS_SHOWN);
}
