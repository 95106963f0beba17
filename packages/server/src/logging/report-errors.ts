import type { Logger } from "pino";

/** Where an error happened, in the form that Sentry's `captureException` takes as its second argument. */
export interface ErrorReport {
  readonly level: "error" | "fatal";
  /** What there is to search by: `requestId`, `route`, `code`, `modelId`, `provider`, `job` …, those that are known. */
  readonly tags: Readonly<Record<string, string>>;
  /** The user as the logs name it, which is not the user's id. */
  readonly user?: { readonly id: string };
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Told of every error that is logged, secrets hidden: `onError: Sentry.captureException`. */
export type OnError = (error: Error, report: ErrorReport) => unknown;

const TAGS: ReadonlySet<string> = new Set(["requestId", "method", "route", "code", "modelId", "provider", "job", "part", "inboxId", "ledger"]);

function toReport(level: ErrorReport["level"], message: string, fields: Readonly<Record<string, unknown>>): [Error, ErrorReport] {
  const { err, user, ...rest } = fields;
  const tags: Record<string, string> = {};
  const extra: Record<string, unknown> = { message };
  for (const [name, value] of Object.entries(rest)) {
    if (TAGS.has(name) && value !== null && typeof value !== "object") tags[name] = String(value);
    else extra[name] = value;
  }
  return [err instanceof Error ? err : new Error(message), { level, tags, ...(typeof user === "string" ? { user: { id: user } } : {}), extra }];
}

/**
 * The same logger, that tells a function of the host's of each line at `error` or `fatal`, whatever level is written. A function that throws
 * or rejects is logged once and harms nothing.
 */
export function reportErrors(logger: Logger, onError: OnError): Logger {
  const complain = (error: unknown) => logger.warn({ err: error }, "`onError` failed, so an error was not reported");
  const report = (level: ErrorReport["level"], values: readonly unknown[]) => {
    const [first, second] = values;
    const fields = first instanceof Error ? { err: first } : typeof first === "object" && first !== null ? (first as Record<string, unknown>) : {};
    const message = typeof first === "string" ? first : typeof second === "string" ? second : "An error without a message";
    try {
      Promise.resolve(onError(...toReport(level, message, fields))).catch(complain);
    } catch (error) {
      complain(error);
    }
  };
  return new Proxy(logger, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (name === "isLevelEnabled") return (level: string) => level === "error" || level === "fatal" || target.isLevelEnabled(level);
      if (name === "error" || name === "fatal") {
        return (...values: unknown[]) => {
          report(name, values);
          Reflect.apply(member as () => void, target, values);
        };
      }
      if (name === "child") return (...values: unknown[]) => reportErrors(Reflect.apply(member as () => Logger, target, values), onError);
      return typeof member === "function" ? (member.bind(target) as unknown) : member;
    },
  });
}
