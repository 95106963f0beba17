import { uploadPhotos } from "../photos.ts";
import { monthAfter } from "./choose-operation.ts";
import type { Servers } from "./open-servers.ts";
import type { Cast } from "./read-state.ts";
import { isOpen, Reference } from "./reference.ts";

const USERS = 2;
export const SOURCES = 2;

/** Some operations on the same users, in months of their own; then others come, so that lists stay short. */
export interface Round extends Cast {
  reference: Reference;
  readonly photos: Awaited<ReturnType<typeof uploadPhotos>>[];
  /** By the model's place in the reference. */
  readonly modelIds: string[];
}

export async function openRound(servers: Servers, number: number): Promise<Round> {
  const { host } = servers.both[0];
  servers.time = monthAfter(servers.time);
  const userIds = await Promise.all(Array.from({ length: USERS }, () => host.user(0)));
  const photos = await Promise.all(userIds.map((userId) => uploadPhotos(host, userId)));
  const sourceIds = Array.from({ length: SOURCES }, (_, index) => `00000000-0000-4000-8000-${String(number * SOURCES + index).padStart(12, "0")}`);
  const reference = new Reference(USERS);
  reference.time = servers.time;
  return { reference, userIds, photos, sourceIds, modelIds: [], since: servers.time };
}

/** Ends what is under way, so that the workers of later rounds find nothing of this one. */
export async function closeRound({ both: [{ host }] }: Servers, { reference, userIds, modelIds }: Round): Promise<void> {
  for (const [place, model] of reference.models.entries()) {
    if (!model || !isOpen(model)) continue;
    const { status } = await host.call("DELETE", `/api/product-3d-models?modelId=${modelIds[place]}`, { user: userIds[model.user] ?? "" });
    if (status !== 200) throw new Error(`A model that was being made could not be deleted: ${status}`);
  }
  for (const userId of userIds) await host.model3d.credits.unsubscribe({ userId, now: true });
}
