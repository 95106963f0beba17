import { randomUUID } from "node:crypto";
import type { Request, RequestHandler } from "express";

const COOKIE = "demo_user";
const OPERATOR_COOKIE = "demo_operator";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Whoever is forgotten is asked for in the database once more. */
const MAX_REMEMBERED = 10_000;
const YEAR_MS = 365 * 24 * 60 * 60_000;

/** Credits that every new user of the demo starts with. */
export const WELCOME_CREDITS = 100;

function userOf(request: Request): string | null {
  const named = request.get("x-demo-user") ?? new RegExp(`(?:^|; )${COOKIE}=([^;]+)`).exec(request.get("cookie") ?? "")?.[1];
  return named && UUID.test(named) ? named.toLowerCase() : null;
}

/**
 * The demo's log-in, and nothing that a real host may use: whoever sends a user's id is that user.
 * A page that is opened for the first time gets an id of its own in a cookie.
 */
export function createSignIn(): { pageSignIn: RequestHandler; operatorSignIn: RequestHandler; authenticate(request: Request): Promise<{ userId: string } | null>; authorizeOperator(request: Request): { operatorId: string } | null; onFirstVisit(welcome: (userId: string) => Promise<void>): void } {
  const welcomed = new Map<string, Promise<void>>();
  let welcome: (userId: string) => Promise<void> = async () => {};
  return {
    pageSignIn(request, response, next) {
      if (userOf(request) === null) response.cookie(COOKIE, randomUUID(), { httpOnly: true, sameSite: "lax", maxAge: YEAR_MS, path: "/" });
      next();
    },
    /** In the demo whoever opens the operators' page is one. */
    operatorSignIn(_request, response, next) {
      response.cookie(OPERATOR_COOKIE, "yes", { httpOnly: true, sameSite: "strict", path: "/" });
      next();
    },
    authorizeOperator: (request) => (new RegExp(`(?:^|; )${OPERATOR_COOKIE}=yes(?:;|$)`).test(request.get("cookie") ?? "") ? { operatorId: "operator of the demo" } : null),
    async authenticate(request) {
      const userId = userOf(request);
      if (userId === null) return null;
      const greeting = welcomed.get(userId) ?? welcome(userId);
      if (welcomed.size >= MAX_REMEMBERED) welcomed.clear();
      welcomed.set(userId, greeting);
      await greeting.catch((error: unknown) => {
        welcomed.delete(userId);
        throw error;
      });
      return { userId };
    },
    onFirstVisit(callback) {
      welcome = callback;
    },
  };
}
