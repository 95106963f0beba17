import type { JWTPayload, JWTVerifyGetKey } from "jose";
import { ApiError } from "../http/api-error.ts";
import type { Authenticate } from "./authenticate.ts";
import { loadJose } from "./load-jose.ts";
import { KeysAwayError, openKeySet } from "./open-key-set.ts";
import { readToken } from "./read-token.ts";
import { resolveSupabaseAuthenticationOptions, type SupabaseAuthenticationOptions } from "./supabase-authentication-options.ts";

export { SUPABASE_AUTHENTICATION_DEFAULTS, type SupabaseAuthenticationOptions, type SupabaseClaims } from "./supabase-authentication-options.ts";

/** What the project's published keys sign with. A shared secret is never taken from there, nor a published key as one. */
const KEY_SET_ALGORITHMS = ["ES256", "RS256"];
const SECRET_ALGORITHM = "HS256";

/**
 * Signs users in by the access tokens of a Supabase project: signature, issuer, audience, role and time are checked here, by the
 * project's published keys, without a request to Supabase each time. A token that does not hold is nobody's (`401`); while the keys
 * can't be fetched and none are known, the answer is `503`. The user's id is the token's `sub`.
 *
 * @example
 * const model3d = await createModel3D({
 *   authenticate: await authenticateBySupabase({ url: process.env.SUPABASE_URL ?? "" }),
 *   database: process.env.DATABASE_URL,
 *   userTable: "auth.users",
 * });
 *
 * @throws TypeError for options that can't work, Error in one line when the package `jose` is not installed.
 */
export async function authenticateBySupabase(options: SupabaseAuthenticationOptions): Promise<Authenticate> {
  const { jwtSecret, cookie, issuer, audience, roles, jwksUrl, accept, clockSkewMs, keysLifeMs, keysStaleMs, onRefused, clock } = resolveSupabaseAuthenticationOptions(options);
  const jose = await loadJose();
  const keySet = openKeySet({ jose, url: jwksUrl, clock, keysLifeMs, keysStaleMs });
  const keyOf: JWTVerifyGetKey = (header, token) => {
    if (header.alg !== SECRET_ALGORITHM) return keySet(header, token);
    if (jwtSecret === null) throw new jose.errors.JOSEAlgNotAllowed("No secret is known.");
    return jwtSecret;
  };
  const algorithms = [...KEY_SET_ALGORITHMS, ...(jwtSecret === null ? [] : [SECRET_ALGORITHM])];

  async function check(token: string): Promise<JWTPayload | null> {
    try {
      const { payload } = await jose.jwtVerify(token, keyOf, { algorithms, issuer, audience, requiredClaims: ["sub", "exp"], currentDate: clock.now(), clockTolerance: clockSkewMs / 1000 });
      return payload;
    } catch (error) {
      if (error instanceof KeysAwayError) throw new ApiError("service_unavailable", "Your sign-in cannot be checked right now. Try again in a few seconds.", {}, { cause: error });
      if (!(error instanceof jose.errors.JOSEError)) throw error;
      onRefused(`${error.code}: ${error.message}`);
      return null;
    }
  }

  return async (request) => {
    const token = readToken(request, cookie);
    const claims = token === null ? null : await check(token);
    if (claims === null) return null;
    const role = typeof claims.role === "string" ? claims.role : "";
    if (!roles.includes(role)) {
      onRefused(`The role "${role.slice(0, 63)}" is not that of a user.`);
      return null;
    }
    if (!accept(claims)) {
      onRefused("`accept` refused its claims.");
      return null;
    }
    return claims.sub ? { userId: claims.sub } : null;
  };
}
