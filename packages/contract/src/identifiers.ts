import { z } from "zod";

/** What a model can be made of. */
export const SOURCE_TYPES = ["product", "collection"] as const;
export const sourceTypeSchema = z.enum(SOURCE_TYPES);
export type SourceType = (typeof SOURCE_TYPES)[number];

/** A UUID as part of a longer expression; upper case counts too (RFC 9562). */
export const UUID_PATTERN = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const UUID = new RegExp(`^${UUID_PATTERN}$`, "i");
export const isUuid = (text: string): boolean => UUID.test(text);

/** Most characters of an id of the host's users. */
export const MAX_USER_ID_CHARACTERS = 200;

export const uuidSchema = z
  .string()
  .regex(UUID, "must be a UUID")
  .transform((id) => id.toLowerCase());

/** Most sources that one request may ask for. */
export const MAX_SOURCES_PER_REQUEST = 100;

/** An ISO 8601 time in UTC. */
export const timeSchema = z.iso.datetime();
