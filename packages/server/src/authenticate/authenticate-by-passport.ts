import type { Request } from "express";
import type { Authenticate } from "./authenticate.ts";

export interface PassportAuthenticationOptions<User = unknown> {
  /** The id in what the host's `deserializeUser` or strategy gave. Default its `id`, a text or a number. */
  userIdOf?: (user: User) => string;
}

export const PASSPORT_AUTHENTICATION_DEFAULTS = { userIdOf: idOf } as const satisfies PassportAuthenticationOptions;

/**
 * Signs users in by what Passport has put into `req.user`: its middleware (a session, or a strategy without one) has to stand before the router.
 *
 * @example
 * app.use(session(…), passport.session());
 * app.use("/api", (await createModel3D({ authenticate: authenticateByPassport() })).router);
 */
export function authenticateByPassport<User = unknown>(options: PassportAuthenticationOptions<User> = {}): Authenticate {
  const userIdOf = options.userIdOf ?? PASSPORT_AUTHENTICATION_DEFAULTS.userIdOf;
  return async (request: Request & { user?: unknown }) => (request.user === undefined || request.user === null ? null : { userId: userIdOf(request.user as User) });
}

function idOf(user: unknown): string {
  const id = typeof user === "object" && user !== null && "id" in user ? user.id : undefined;
  if (typeof id === "string" || typeof id === "number" || typeof id === "bigint") return String(id);
  throw new TypeError("authenticateByPassport: `req.user` has no `id`. Say where the id is: authenticateByPassport({ userIdOf: (user) => user.… })");
}
