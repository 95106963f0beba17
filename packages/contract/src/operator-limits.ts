/** Bounds of what operators send, for pages too: they stand alone so that no page needs the schemas for them. */
export const MAX_OPERATOR_ID_CHARACTERS = 200;
export const MIN_REASON_CHARACTERS = 3;
export const MAX_REASON_CHARACTERS = 500;
/** Most credits that one correction gives or takes. */
export const MAX_CORRECTION = 1_000_000;
