import { limitPerKey, type KeyedLimit } from "./limit-per-key.ts";

/** Photos that this process fetches at once, whoever names them. */
export const MAX_PHOTO_FETCHES = 32;
/** Two generations' worth of one user's: more would let a user whose hosts say nothing hold up the others. */
const PER_USER = 4;
const WAITING_PER_USER = 12;

/** A place for one photo of a user's that is being fetched. */
export function createPhotoLimit(): KeyedLimit {
  return limitPerKey({ total: MAX_PHOTO_FETCHES, perKey: PER_USER, waitingPerKey: WAITING_PER_USER });
}
