import type { Response } from "express";

/** Who may keep an answer with a file, and whose pages may read it. */
export interface FileAudience {
  cacheControl: string;
  /** `Access-Control-Allow-Origin`; `null` for the host's own pages only. */
  allowOrigin: string | null;
}

/** What another site's page may see of the answer besides what every page may (Fetch standard, CORS-safelisted response headers). */
const EXPOSED_HEADERS = "Accept-Ranges, Content-Disposition, Content-Range, ETag";

/** A name for the saved file that every header parser reads the same way (RFC 6266, RFC 8187). */
export function dispositionOf(name: string): string {
  const ascii = name.replace(/[^\w. -]/g, "_");
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `inline; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** What every answer with a file has: its type is ours, and whatever is in it can't run as a page of the host. */
export function setFileHeaders(response: Response, { name, contentType }: { name: string; contentType: string }, audience: FileAudience): void {
  response.setHeader("Content-Type", contentType);
  response.setHeader("Cache-Control", audience.cacheControl);
  response.setHeader("Content-Disposition", dispositionOf(name));
  response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
  response.setHeader("Cross-Origin-Resource-Policy", audience.allowOrigin === null ? "same-site" : "cross-origin");
  if (audience.allowOrigin === null) return;
  response.setHeader("Access-Control-Allow-Origin", audience.allowOrigin);
  response.setHeader("Access-Control-Expose-Headers", EXPOSED_HEADERS);
}
