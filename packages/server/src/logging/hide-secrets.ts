import type { Logger } from "pino";
import type { SecretMask } from "./secret-mask.ts";

const LEVELS: ReadonlySet<unknown> = new Set(["trace", "debug", "info", "warn", "error", "fatal"]);

/** The same logger, through which no secret passes: every line of this program goes this way, whoever's logger it is. */
export function hideSecrets(logger: Logger, mask: SecretMask): Logger {
  return new Proxy(logger, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      const call = (values: unknown[]): unknown => Reflect.apply(member, target, values);
      if (LEVELS.has(name)) {
        return (...values: unknown[]) => {
          // Most lines are below the level that is written; nothing is copied for them.
          if (typeof target.isLevelEnabled === "function" && !target.isLevelEnabled(String(name))) return;
          call(values.map(mask.value));
        };
      }
      if (name === "child") return (bindings: object, ...rest: unknown[]) => hideSecrets(call([mask.value(bindings), ...rest]) as Logger, mask);
      if (name === "setBindings") return (bindings: object) => call([mask.value(bindings)]);
      return member.bind(target) as unknown;
    },
  });
}
