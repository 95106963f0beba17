import type { ServiceContext } from "../service-context.ts";
import { announceCredits } from "./announce-credits.ts";
import { callCreditFunction, selectUsersToExpire, selectUsersToReset } from "./credit-repository.ts";

const PAGE = 200;

type RenewContext = Pick<ServiceContext, "database" | "clock" | "logger" | "options">;

/** Sets every subscription whose period has ended to the period that is now: once, however many periods were missed and however many do it at a time. */
export function resetSubscriptions(context: RenewContext, signal: AbortSignal): Promise<number> {
  return forEachUser(context, signal, { select: selectUsersToReset, call: "reset_due_subscription" });
}

/** Writes off what is left of grants that have expired. One that a hold from before may still be paid from waits for that hold. */
export function expireCredits(context: RenewContext, signal: AbortSignal): Promise<number> {
  return forEachUser(context, signal, { select: selectUsersToExpire, call: "expire_credits" });
}

interface Renewal {
  select: typeof selectUsersToReset;
  call: "reset_due_subscription" | "expire_credits";
}

/** One transaction a user: nobody waits for the others, and one whose rows are out of order stops nobody. */
async function forEachUser({ database, clock, logger, options }: RenewContext, signal: AbortSignal, { select, call }: Renewal): Promise<number> {
  const at = clock.now();
  let renewed = 0;
  for (let after: string | null = null; ; ) {
    signal.throwIfAborted();
    const users: string[] = await database.asService((trx) => select(trx, { at, after, limit: PAGE }));
    for (const userId of users) {
      signal.throwIfAborted();
      try {
        renewed += await database.asService(async (trx) => {
          const isRenewed = Boolean(await callCreditFunction<boolean | number>(trx, call, [userId, at]));
          if (isRenewed) await announceCredits(trx, userId, { lowAt: options.credits.lowAt, at });
          return isRenewed ? 1 : 0;
        });
      } catch (error) {
        logger.error({ err: error, userId, call }, "The credits of a user could not be renewed");
      }
    }
    after = users.at(-1) ?? null;
    if (users.length < PAGE) return renewed;
  }
}
