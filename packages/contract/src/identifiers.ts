import { z } from "zod";
import { UUID } from "./uuid.ts";

/** What a model can be made of. */
export const SOURCE_TYPES = ["product", "collection"] as const;
export const sourceTypeSchema = z.enum(SOURCE_TYPES);
export type SourceType = (typeof SOURCE_TYPES)[number];

/** Most characters of an id of the host's users. */
export const MAX_USER_ID_CHARACTERS = 200;

export const uuidSchema = z
  .string()
  .regex(UUID, "must be a UUID")
  .transform((id) => id.toLowerCase());

/** Most sources, or models by their ids, that one request may ask for. */
export const MAX_SOURCES_PER_REQUEST = 100;

/** An ISO 8601 time in UTC. */
export const timeSchema = z.iso.datetime();
