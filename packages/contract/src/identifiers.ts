import { z } from "zod";

/** What a model can be made of. */
export const SOURCE_TYPES = ["product", "collection"] as const;
export const sourceTypeSchema = z.enum(SOURCE_TYPES);
export type SourceType = (typeof SOURCE_TYPES)[number];

export const uuidSchema = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, "must be a UUID")
  .transform((id) => id.toLowerCase());

/** Most sources that one request may ask for. */
export const MAX_SOURCES_PER_REQUEST = 100;

/** An ISO 8601 time in UTC. */
export const timeSchema = z.iso.datetime();
