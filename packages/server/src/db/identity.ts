import { inlineLiterals, toLiteral } from "./inline-literals.ts";
import { IDENTITY_SETTING } from "./roles.ts";

/** In whose name a transaction runs until it ends: a user of ours, empty for none, and the database's role. */
export interface Identity {
  userId: string;
  role: string;
}

/** Until the transaction ends. */
export const takeIdentity = ({ userId, role }: Identity) => `select set_config('${IDENTITY_SETTING}', ${toLiteral(userId)}, true), set_config('role', ${toLiteral(role)}, true)`;

/** What is longer is sent by itself: to make a literal of it would cost more than a message does. In characters. */
const MOST_INLINED = 16_384;
/** What the statements that open a transaction answer: that it has begun, and the identity. */
const OPENING_RESULTS = 2;
/** And what the one that ends it does. */
const ENDING_RESULTS = 1;

/** A statement on its way to the driver. */
export interface DriverQuery {
  sql: string;
  bindings?: readonly unknown[];
  options?: object;
  response?: unknown;
}

/** A connection that has this set is not used again. */
export interface PooledConnection {
  __knex__disposed?: unknown;
}

/** A statement with its values in it, as it can be sent together with others; null where that cannot be, or would be long. */
export function inOneText({ sql, bindings = [], options }: DriverQuery): string | null {
  if (options !== undefined && Object.keys(options).length > 0) return null;
  const length = bindings.reduce<number>((sum, value) => sum + (typeof value === "string" ? value.length : 0), sql.length);
  if (length > MOST_INLINED || bindings.some((value) => value instanceof Uint8Array)) return null;
  try {
    return inlineLiterals(sql, bindings);
  } catch (error) {
    // What has no literal is the driver's to send or to refuse.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Gives a statement its own answer from that to the message in which it followed the opening, and in which the end may have followed it. */
export function takeAnswer(query: DriverQuery, { response }: DriverQuery, { hasEnd = false } = {}): DriverQuery {
  const [first, ...others] = [response].flat().slice(OPENING_RESULTS, hasEnd ? -ENDING_RESULTS : undefined);
  return Object.assign(query, { response: others.length === 0 ? first : [first, ...others] });
}
