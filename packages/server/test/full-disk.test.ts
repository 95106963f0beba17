import { randomUUID } from "node:crypto";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { afterAll, describe, expect, it } from "vitest";
import { discPhoto, photoForm, uploadPhotos } from "./photos.ts";
import { mountSmallDisk } from "./small-disk.ts";
import { startTestHost, until } from "./start-test-host.ts";
import { createStubProvider } from "./stub-provider.ts";

const DISK_BYTES = 2_000_000;
const RESULT = new Uint8Array(200_000).fill(1);

const disk = await mountSmallDisk(DISK_BYTES);

// Where nobody may mount a file system there is none that gets full.
describe.skipIf(disk === null)("a storage whose disk is full", () => {
  afterAll(() => disk?.remove());

  it("photos are 503 and leave nothing behind, a model fails without a charge, and all goes on once there is room (nobody has to clean up)", async () => {
    if (disk === null) return;
    const provider = createStubProvider();
    provider.always = (run) => run.succeed(RESULT);
    const test = await createTestDatabase({ kind: "postgres" });
    const host = await startTestHost({ provider, database: String(test.connection), storage: { kind: "folder", directory: disk.directory } });
    try {
      const user = await host.user(100);
      const photo = await discPhoto(300);
      const imageUrls = await uploadPhotos(host, user);
      const upload = () => host.call("POST", "/api/source-images", { user, body: photoForm("front", photo) });
      const make = async () => {
        const { status, body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls, sourceType: "product", sourceId: randomUUID() } });
        expect(status).toBe(200);
        return until("it has ended", async () => {
          const shown = (await host.call("GET", `/api/generate-3d-model?taskId=${body.taskId}`, { user })).body;
          return ["SUCCEEDED", "FAILED"].includes(shown.status) && (shown.status as string);
        });
      };
      await disk.fill();
      const refused = await upload();
      expect([refused.status, refused.body.code, refused.headers.get("retry-after")]).toEqual([503, "service_unavailable", "5"]);
      expect((await host.call("GET", "/api/health")).body.storage).toMatch(/cannot be written to/);
      expect(await make()).toBe("FAILED");
      expect((await host.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: 100, held: 0 });
      await disk.clear();
      expect((await upload()).status).toBe(200);
      expect(await make()).toBe("SUCCEEDED");
      expect((await host.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: 90, held: 0 });
      expect((await host.model3d.check()).invariants.flatMap(({ rows }) => rows)).toEqual([]);
    } finally {
      await host.stop();
      await test.remove();
    }
  }, 60_000);
});
