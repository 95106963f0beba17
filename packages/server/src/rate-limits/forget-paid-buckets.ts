import type { ServiceContext } from "../service-context.ts";
import { pruneBuckets } from "./rate-limit-repository.ts";

export async function forgetPaidBuckets({ database }: Pick<ServiceContext, "database">): Promise<void> {
  await database.asService(pruneBuckets);
}
