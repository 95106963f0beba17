import { createModel3DClient, type Model3DClient } from "@model-3d/client";
import { FakeApi } from "../../../packages/client/test/fake-api.ts";

/** A picture of a mug in a colour, as photo and as thumbnail. */
export const picture = (colour: string): string =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="#f3f1ec"/><rect x="26" y="24" width="38" height="50" rx="9" fill="${colour}"/><path d="M64 36h7a9 9 0 0 1 9 9v6a9 9 0 0 1-9 9h-7" fill="none" stroke="${colour}" stroke-width="6"/></svg>`)}`;

export const PHOTOS = { front: picture("#b5482f"), back: picture("#b5482f") };
export const THUMBNAIL = picture("#2f6bb5");
export const SOURCE_ID = "10000000-0000-4000-8000-000000000001";
/** Models that can be looked at, where a scene has a button for it. */
export const GLB = "/models/teapot.glb";
export const DRAFT_GLB = "/models/teapot-draft.glb";
const DAY = "2026-03-02";

export interface Scene {
  api: FakeApi;
  client: Model3DClient;
}

/** An API in memory for one element alone, so that every state can stand beside the others and stays as it is. */
export function createScene(isSilent = false): Scene {
  const api = new FakeApi();
  api.files = { glb: "/design/no-model.glb", thumbnail: THUMBNAIL };
  const silent: typeof fetch = () => new Promise(() => undefined);
  return { api, client: createModel3DClient({ fetch: isSilent ? silent : api.fetch, random: () => 0.5 }) };
}

/** Three models that took about as long, so that the time left can be told. */
export function addPastRuns(api: FakeApi): void {
  for (let run = 1; run <= 3; run++) {
    api.add({ sourceId: `20000000-0000-4000-8000-00000000000${run}` }, { created_at: `${DAY}T10:00:00.000Z`, finished_at: `${DAY}T10:00:${40 + run}.000Z` });
  }
}
