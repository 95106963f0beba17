import type { Request } from "express";
import { ApiError } from "../http/api-error.ts";
import type { Authenticate } from "./authenticate.ts";

/** The part of a Better Auth instance that is used. */
export interface BetterAuthSessions {
  api: { getSession(input: { headers: Headers }): Promise<{ user: { id: string } } | null> };
}

/**
 * Signs users in by the sessions of Better Auth, by whatever carries them there: cookie or, with its plugin, bearer token. Its ids are
 * texts unless it is told to make UUIDs (`advanced.database.generateId: "uuid"`): leave them and set `userIdType: "text"`, or have them made.
 * When the session cannot be looked up the answer is `503`.
 *
 * @example
 * const model3d = await createModel3D({ authenticate: authenticateByBetterAuth(auth), userIdType: "text" });
 */
export function authenticateByBetterAuth(auth: BetterAuthSessions): Authenticate {
  if (typeof auth?.api?.getSession !== "function") throw new TypeError("authenticateByBetterAuth: give it what `betterAuth({ … })` returned.");
  return async (request) => {
    const session = await auth.api.getSession({ headers: toHeaders(request) }).catch((error: unknown) => {
      throw new ApiError("service_unavailable", "Your sign-in cannot be checked right now. Try again in a few seconds.", {}, { cause: error });
    });
    return session === null ? null : { userId: session.user.id };
  };
}

function toHeaders(request: Request): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) headers.append(name, one);
  }
  return headers;
}
