import { z } from "zod";
import { timeSchema, uuidSchema } from "./identifiers.ts";

export const PLAN_TYPES = ["subscription", "one_time"] as const;
export type PlanType = (typeof PLAN_TYPES)[number];

export const grantSchema = z.object({
  id: uuidSchema,
  plan_type: z.enum(PLAN_TYPES),
  credits: z.int().min(0),
  status: z.enum(["active", "expired"]),
  /** Credits that can be spent only from then on; null or left out for at once. */
  starts_at: timeSchema.nullable().optional(),
  expires_at: timeSchema.nullable(),
  created_at: timeSchema,
});
export type Grant = z.infer<typeof grantSchema>;

/** A model that was made though its credits were not all there: what was charged, and what was missing. */
export const shortChargeSchema = z.object({ modelId: uuidSchema, charged: z.int().min(0), short: z.int().min(1) });
export type ShortCharge = z.infer<typeof shortChargeSchema>;

/** What becomes of a generation that costs more than is available: it is refused, or it runs, a success is charged what there is, and the rest is written down. */
export const WHEN_INSUFFICIENT = ["block", "allow"] as const;
export type WhenInsufficient = (typeof WHEN_INSUFFICIENT)[number];

/** `available` is `balance − held`; `cost` is what one generation with the default options costs this user. */
export const creditsSchema = z.object({
  success: z.literal(true),
  balance: z.int().min(0),
  held: z.int().min(0),
  available: z.int(),
  cost: z.int().min(0),
  low: z.boolean(),
  /** What becomes of a generation that costs more than is available, as the host has it. */
  whenInsufficient: z.enum(WHEN_INSUFFICIENT),
  grants: z.array(grantSchema),
});
export type Credits = z.infer<typeof creditsSchema>;

/** Why credits moved. Holds and releases move nothing between grants; they are written down all the same. */
export const LEDGER_KINDS = ["grant", "hold", "release", "charge", "shortfall", "reset", "refund", "expiry", "correction"] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

export const ledgerEntrySchema = z.object({
  id: z.string(),
  kind: z.enum(LEDGER_KINDS),
  /** Change of the balance; 0 for holds and releases, whose size is in `held_change`. */
  amount: z.int(),
  held_change: z.int(),
  model_id: uuidSchema.nullable(),
  reason: z.string().nullable(),
  created_at: timeSchema,
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

export const ledgerPageSchema = z.object({ success: z.literal(true), entries: z.array(ledgerEntrySchema), nextCursor: z.string().nullable() });
export type LedgerPage = z.infer<typeof ledgerPageSchema>;
