import { createTestDatabase, type TestDatabase } from "@model-3d/test-utils/database";
import { afterEach, describe, expect, it } from "vitest";
import { DemoUser } from "./call-demo.ts";
import { startDemo, type Demo } from "./start-demo.ts";

const SETTLE_MS = 180_000;
const PHOTOS = 4;

/** Files that no version names, and whether all that is made of a model after its success is there. */
async function countFiles(user: DemoUser, sourceId: string, demo: Demo | null): Promise<{ isAllMade: boolean; left: number }> {
  const { models } = await user.versions(sourceId);
  const stored = (await demo?.storedFiles())?.length ?? 0;
  const named = models.reduce((count, model) => count + Object.keys(model.model_urls).length + model.texture_urls.length + 1 + (model.thumbnails?.length ?? 0) + (model.turntable == null ? 0 : 1) + Object.keys(model.photo_match?.views ?? {}).length, 0);
  return { isAllMade: models.every(({ model_urls, thumbnails, turntable, photo_match }) => "glb_light" in model_urls && "usdz" in model_urls && (thumbnails?.length ?? 0) > 0 && turntable != null && photo_match != null), left: stored - PHOTOS - named };
}

describe.each(["pglite", "postgres"] as const)("killed in the middle of a generation, on %s", (kind) => {
  let database: TestDatabase | null = null;
  let demo: Demo | null = null;

  afterEach(async () => {
    await demo?.remove();
    await database?.remove();
  });

  it("finishes it after the next start, charges once, and leaves no file over", async () => {
    if (kind === "postgres") database = await createTestDatabase({ kind, migrated: false });
    const first = await startDemo(typeof database?.connection === "string" ? { databaseUrl: database.connection } : {});
    const user = new DemoUser(first);
    const { taskId, sourceId, modelId } = await user.generate();
    await expect.poll(async () => (await user.status(taskId)).progress, { timeout: SETTLE_MS }).toBeGreaterThan(25);
    await first.kill();

    demo = await first.restart();
    const after = user.on(demo);
    await expect.poll(async () => (await after.status(taskId)).status, { timeout: SETTLE_MS, interval: 500 }).toBe("SUCCEEDED");
    expect(await after.status(taskId)).toMatchObject({ modelId, progress: 100, credits: { charged: 10, short: 0 } });
    expect(await after.credits()).toMatchObject({ balance: 90, held: 0, available: 90 });
    const { models } = await after.versions(sourceId);
    expect(models.map(({ version, is_active: active }) => [version, active])).toEqual([[1, true]]);
    await expect.poll(() => countFiles(after, sourceId, demo), { timeout: SETTLE_MS, interval: 500 }).toEqual({ isAllMade: true, left: 0 });
    expect(await demo.stop()).toBe(0);
  });
});
