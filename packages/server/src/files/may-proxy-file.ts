import { PATHS } from "@model-3d/contract";
import type { Request } from "express";
import { notFound, ApiError } from "../http/api-error.ts";
import { findUser } from "../http/has-user.ts";
import type { ServiceContext } from "../service-context.ts";
import { toStoredFile, type StoredFile, type StoredFileRow } from "./file-repository.ts";
import { selectProxiedFile, type ProxiedFileRow } from "./proxied-file-repository.ts";
import { describeUrl, type UrlDescription } from "./describe-url.ts";
import { verifyLink } from "./sign-link.ts";

/** A file behind an address that the caller may read. */
export type ProxiedFile =
  /** Our own copy, which outlives the address. */
  | { kind: "stored"; file: StoredFile }
  /** Lies where the address says. `holder` is whose share of the connections it takes. */
  | { kind: "remote"; holder: string; name: string; contentType: string; mayRedirect: boolean }
  /** Was there and is not any more, or is not what it should be. */
  | { kind: "gone" };

/**
 * Whether the caller may have an address fetched: by a signed link for it, as long as a row names it; as the user whose row names it;
 * or because the host app has listed its host.
 *
 * @throws ApiError `link_invalid` for a signature that does not hold, `unauthorized` without a session, `not_found` for every address that is not the caller's to read.
 */
export async function mayProxyFile(context: ServiceContext, request: Request, url: string): Promise<ProxiedFile> {
  const query = new URLSearchParams(request.originalUrl.slice(request.originalUrl.indexOf("?") + 1));
  query.delete("url");
  if (query.has("signature") || query.has("expires")) {
    verifyLink(context.linkSecrets, { path: PATHS.proxy, query, scope: url }, context.clock.now());
    const [row] = await context.database.asService(async (trx): Promise<ProxiedFileRow[]> => selectProxiedFile(trx, url));
    if (row === undefined) throw new ApiError("link_invalid");
    return toProxiedFile(row);
  }
  const userId = await findUser(context, request);
  const [row] = userId === null ? [] : await context.database.readAsUser<ProxiedFileRow>(userId, selectProxiedFile(context.database.knex, url));
  if (row !== undefined) return toProxiedFile(row);
  const described = describeUrl(url);
  if (described === null || !isListed(context, described)) throw userId === null ? new ApiError("unauthorized") : notFound();
  // Where a listed host points to was not listed.
  return { kind: "remote", holder: userId ?? `address ${request.ip ?? ""}`, name: described.name, contentType: described.contentType, mayRedirect: false };
}

function toProxiedFile(row: ProxiedFileRow): ProxiedFile {
  if (row.key !== null) return { kind: "stored", file: toStoredFile(row as StoredFileRow) };
  if (row.remote_state === "refused" || row.remote_state === "lost") return { kind: "gone" };
  return { kind: "remote", holder: row.remote_user_id, name: row.remote_name, contentType: row.remote_content_type, mayRedirect: true };
}

function isListed({ options }: ServiceContext, { hostname, origin, isPlainHttps }: UrlDescription): boolean {
  return options.proxy.hosts.includes(hostname) && (isPlainHttps || options.files.allowedOrigins.includes(origin));
}
