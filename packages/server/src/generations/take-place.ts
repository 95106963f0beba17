import type { Knex } from "knex";
import type { Database } from "../db/open-database.ts";
import { ApiError } from "../http/api-error.ts";
import { countUnderWay, lockStarts } from "./place-repository.ts";

export { lockStarts } from "./place-repository.ts";

/** Says no to a user who has as many models under way as may be, as far as can be seen now. @throws ApiError `too_many_generations` */
export async function refuseWithoutPlace(source: Knex.Transaction | Database, userId: string, maxPerUser: number): Promise<void> {
  const underWay = await countUnderWay(source, userId);
  if (underWay < maxPerUser) return;
  throw new ApiError("too_many_generations", `${underWay} of your models are being made, and no more than ${maxPerUser} may be at once. Wait until one is done, then try again.`, { underWay, limit: maxPerUser });
}

/** Makes sure that there is a place for one more, which stays free until the transaction ends. @throws ApiError `too_many_generations` */
export async function takePlace(trx: Knex.Transaction, userId: string, maxPerUser: number): Promise<void> {
  await lockStarts(trx, userId);
  await refuseWithoutPlace(trx, userId, maxPerUser);
}
