import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { isDatabaseAway } from "../db/is-database-away.ts";

/** While a database is away, each thing that waits for it is told of this often. */
const REPEAT_MS = 60_000;

/**
 * The same logger, that does not repeat itself while the database is away: what polls would say the same several times a second, with a
 * stack. The first line of each message is written, then one a minute with the number of those left out. Lines of a request are all written.
 */
export function quietOutages(logger: Logger, clock: Clock): Logger {
  const said = new Map<string, { at: number; leftOut: number }>();
  const tell = (write: (fields: object, message: string) => void, fields: { err: Error }, message: string) => {
    const now = clock.now().getTime();
    const last = said.get(message);
    if (last && now - last.at < REPEAT_MS) return void (last.leftOut += 1);
    said.set(message, { at: now, leftOut: 0 });
    const { err, ...rest } = fields;
    write({ ...rest, reason: err.message, ...(last && last.leftOut > 0 ? { leftOut: last.leftOut } : {}) }, `${message}: the database is away`);
  };
  return new Proxy(logger, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      if (name !== "warn" && name !== "error") return member.bind(target) as unknown;
      return (...values: unknown[]) => {
        const [fields, message] = values;
        const write = (...given: unknown[]) => void Reflect.apply(member, target, given);
        if (isOfOutage(fields) && typeof message === "string") tell(write, fields, message);
        else write(...values);
      };
    },
  });
}

const isOfOutage = (fields: unknown): fields is { err: Error } =>
  typeof fields === "object" && fields !== null && "err" in fields && !("requestId" in fields) && fields.err instanceof Error && isDatabaseAway(fields.err);
