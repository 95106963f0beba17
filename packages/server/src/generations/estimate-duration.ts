import type { ServiceContext } from "../service-context.ts";
import type { Provider } from "../providers/provider.ts";
import { recentDurations } from "./duration-repository.ts";

const SAMPLE = 20;

/** Seconds as a person says them: whole up to ten, fives up to a minute, whole minutes beyond. */
function sayTime(seconds: number): { value: number; unit: "seconds" | "minutes" } {
  if (seconds <= 10) return { value: Math.max(1, Math.round(seconds)), unit: "seconds" };
  if (seconds <= 90) return { value: Math.ceil(seconds / 5) * 5, unit: "seconds" };
  return { value: Math.ceil(seconds / 60), unit: "minutes" };
}

/** `5-10 seconds`, `45 seconds`, `50 seconds to 2 minutes`. */
export function sayRange([low, high]: readonly [number, number]): string {
  const from = sayTime(low);
  const to = sayTime(Math.max(low, high));
  if (from.unit !== to.unit) return `${from.value} ${from.unit} to ${to.value} ${to.unit}`;
  return from.value === to.value ? `${to.value} ${to.value === 1 ? to.unit.slice(0, -1) : to.unit}` : `${from.value}-${to.value} ${to.unit}`;
}

/** What a generation really took lately with this provider, or what the provider says while too few are known. */
export async function estimateDuration(context: ServiceContext, provider: Pick<Provider, "name" | "expectedSeconds">): Promise<string> {
  return sayRange(await estimateSeconds(context, provider));
}

/** The same in numbers: the shorter and the longer end. */
export async function estimateSeconds({ database }: ServiceContext, provider: Pick<Provider, "name" | "expectedSeconds">): Promise<readonly [number, number]> {
  return (await database.statementAsService((trx) => recentDurations(trx, provider.name, SAMPLE))) ?? provider.expectedSeconds;
}
