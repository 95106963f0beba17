import type { GenerationOptions, SourceType } from "@model-3d/contract";
import { MAX_CREDITS } from "./check-amount.ts";

/** What is to be paid for: a first model of a source, or another version of one that has a model. */
export const PRICED_KINDS = ["generation", "regeneration"] as const;
export type PricedKind = (typeof PRICED_KINDS)[number];

export interface PriceRequest {
  kind: PricedKind;
  userId: string;
  /** Who is to make it, by name. One that steps in when the first is not available makes it for the same price. */
  provider: string;
  sourceType: SourceType;
  /** Null where only the usual price is asked for, for a page that shows it. */
  sourceId: string | null;
  options: GenerationOptions;
}

/** Fits a request that has everything that it names. */
export interface PriceRule {
  kind?: PricedKind;
  provider?: string;
  sourceType?: SourceType;
  options?: Partial<GenerationOptions>;
  /** 0 to 2,147,483,647. */
  credits: number;
}

/** Rules of which the first that fits counts, or a function; whole numbers from 0 to 2,147,483,647. */
export type CreditPrice = readonly PriceRule[] | ((request: PriceRequest) => number | Promise<number>);

interface PriceSettings {
  readonly price: CreditPrice | null;
  readonly costPerGeneration: number;
}

/** What a request costs. @throws Error when the host's function gives what is no number of credits. */
export async function priceGeneration({ price, costPerGeneration }: PriceSettings, request: PriceRequest): Promise<number> {
  if (price === null) return costPerGeneration;
  if (typeof price !== "function") return price.find((rule) => fits(rule, request))?.credits ?? costPerGeneration;
  const credits = await price(request);
  if (!Number.isInteger(credits) || credits < 0 || credits > MAX_CREDITS) throw new Error(`\`credits.price\` returned ${String(credits)}; it must return a whole number from 0 to ${MAX_CREDITS}.`);
  return credits;
}

function fits({ kind, provider, sourceType, options = {} }: PriceRule, request: PriceRequest): boolean {
  const named = [[kind, request.kind], [provider, request.provider], [sourceType, request.sourceType]] as const;
  const wanted = Object.entries(options) as [keyof GenerationOptions, unknown][];
  return named.every(([mine, its]) => mine === undefined || mine === its) && wanted.every(([name, value]) => value === undefined || request.options[name] === value);
}
