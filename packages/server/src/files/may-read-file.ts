import type { Request } from "express";
import { hasUser } from "../http/has-user.ts";
import type { ServiceContext } from "../service-context.ts";
import { verifyLink } from "./sign-link.ts";

/**
 * Whose file may be read: `null` is anyone's, because the link itself proves the right to it; otherwise the signed-in user's own.
 *
 * @throws ApiError `link_invalid` when there is a signature that does not hold, `unauthorized` when there is neither.
 */
export async function mayReadFile(context: ServiceContext, request: Request, path: string): Promise<string | null> {
  const [, search = ""] = request.originalUrl.split("?", 2);
  const query = new URLSearchParams(search);
  if (!query.has("signature") && !query.has("expires")) return hasUser(context, request);
  verifyLink(context.linkSecrets, { path, query }, context.clock.now());
  return null;
}
