import type { Knex } from "knex";

/** Whose key it is, and for which route. */
export interface KeyOwner {
  userId: string;
  key: string;
  route: string;
}

export type Claim = { kind: "claimed" } | { kind: "mismatch" } | { kind: "in_flight" } | { kind: "done"; response: object };

interface KeyRow {
  body_hash: string;
  state: "working" | "done";
  response: object | null;
}

const where = (owner: KeyOwner) => ({ user_id: owner.userId, key: owner.key, route: owner.route });

/** Takes the key for this request, or says what became of the one that has it. */
export async function claimKey(trx: Knex.Transaction, claim: KeyOwner & { bodyHash: string; now: Date; staleBefore: Date }): Promise<Claim> {
  const row = { ...where(claim), body_hash: claim.bodyHash, state: "working", created_at: claim.now, updated_at: claim.now };
  const inserted = await trx("idempotency_keys").insert(row).onConflict(["user_id", "key", "route"]).ignore().returning("key");
  if (inserted.length > 0) return { kind: "claimed" };
  const existing = await trx<KeyRow>("idempotency_keys").where(where(claim)).first();
  // Freed between the two statements: the next try takes it.
  if (!existing) return { kind: "in_flight" };
  if (existing.body_hash !== claim.bodyHash) return { kind: "mismatch" };
  if (existing.state === "done" && existing.response) return { kind: "done", response: existing.response };
  const taken = await trx("idempotency_keys").where(where(claim)).where("state", "working").where("updated_at", "<", claim.staleBefore).update({ updated_at: claim.now });
  return taken > 0 ? { kind: "claimed" } : { kind: "in_flight" };
}

export async function storeAnswer(trx: Knex.Transaction, owner: KeyOwner, response: object, now: Date): Promise<void> {
  await trx("idempotency_keys").where(where(owner)).update({ state: "done", status: 200, response: JSON.stringify(response), updated_at: now });
}

/** Only by the request that took it: one that came after it may have taken the key over. */
export async function forgetKey(trx: Knex.Transaction, owner: KeyOwner, claimedAt: Date): Promise<void> {
  await trx("idempotency_keys").where(where(owner)).where({ state: "working", updated_at: claimedAt }).delete();
}

export async function dropKey(trx: Knex.Transaction, owner: KeyOwner): Promise<void> {
  await trx("idempotency_keys").where(where(owner)).delete();
}

export async function pruneKeys(trx: Knex.Transaction, before: Date): Promise<number> {
  return trx("idempotency_keys").where("updated_at", "<", before).delete();
}
