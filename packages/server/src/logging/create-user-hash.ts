import { createHmac } from "node:crypto";

const CHARACTERS = 16;

/**
 * A name for a user in logs and reports: the same for the same user on every server of an installation, and nobody's id. It is keyed, since
 * ids can be guessed; keys that are rotated change it.
 *
 * @param secret the installation's own
 */
export function createUserHash(secret: string): (userId: string) => string {
  return (userId) => createHmac("sha256", secret).update("model-3d user ").update(userId).digest("hex").slice(0, CHARACTERS);
}
