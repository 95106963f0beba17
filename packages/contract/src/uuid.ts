/** A UUID as part of a longer expression; upper case counts too (RFC 9562). */
export const UUID_PATTERN = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
export const UUID = new RegExp(`^${UUID_PATTERN}$`, "i");

/** Free of schemas, so that a page can ask it for nothing. */
export const isUuid = (text: string): boolean => UUID.test(text);
