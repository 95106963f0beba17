import type { Usage } from "@model-3d/contract";
import type { ServiceContext } from "../service-context.ts";
import { readForOperator } from "./read-for-operator.ts";
import { countDays, countUsers, sumCosts } from "./use-repository.ts";

const DAY_MS = 24 * 60 * 60_000;
const USERS_SHOWN = 20;

/** What was made, and spent, on each of the last days, today among them; who spent most; what providers took. */
export function readUsage(context: ServiceContext, days: number): Promise<Usage> {
  const today = Math.floor(context.clock.now().getTime() / DAY_MS) * DAY_MS;
  const since = new Date(today - (days - 1) * DAY_MS);
  return readForOperator(context, async (trx) => ({
    success: true,
    since: since.toISOString(),
    days: await countDays(trx, since),
    users: await countUsers(trx, { since, limit: USERS_SHOWN }),
    costs: await sumCosts(trx, since),
  }));
}
