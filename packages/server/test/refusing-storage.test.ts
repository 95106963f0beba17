import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBucketServer, type BucketServer } from "../src/files/test/bucket-server.ts";
import { discPhoto, photoForm, uploadPhotos } from "./photos.ts";
import { startTestHost, until, type TestHost } from "./start-test-host.ts";
import { createStubProvider } from "./stub-provider.ts";

describe("a bucket that refuses", () => {
  let bucket: BucketServer;
  let folder: string;
  let host: TestHost;

  beforeAll(async () => {
    bucket = await startBucketServer("shop");
    folder = await mkdtemp(join(tmpdir(), "model-3d-bucket-"));
    const provider = createStubProvider();
    provider.always = (run) => run.succeed();
    host = await startTestHost({
      provider,
      storage: { kind: "s3", bucket: "shop", region: "eu-central-1", endpoint: bucket.endpoint, forcePathStyle: true, credentials: { accessKeyId: "test-key", secretAccessKey: "test-secret" }, temporaryDirectory: folder },
    });
  });
  afterAll(async () => {
    await host.stop();
    await bucket.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([403, 503])("with %i: photos and files are 503 and can be asked for again, a model fails without a charge, and all goes on once it is well (no 500, nothing lost)", async (status) => {
    const user = await host.user(100);
    const photo = await discPhoto(300);
    const imageUrls = await uploadPhotos(host, user);
    const upload = () => host.call("POST", "/api/source-images", { user, body: photoForm("front", photo) });
    const make = async () => {
      const { status: started, body } = await host.call("POST", "/api/generate-3d-model", { user, json: { imageUrls, sourceType: "product", sourceId: randomUUID() } });
      expect(started).toBe(200);
      return until("it has ended", async () => {
        const shown = (await host.call("GET", `/api/generate-3d-model?taskId=${body.taskId}`, { user })).body;
        return ["SUCCEEDED", "FAILED"].includes(shown.status) && (shown as { status: string; model_urls?: { glb?: string } });
      });
    };
    const { model_urls: urls } = await make();
    const glb = String(urls?.glb);
    expect((await host.call("GET", glb)).status).toBe(200);

    bucket.failWith = status;
    for (const refused of [await upload(), await host.call("GET", glb)]) expect([refused.status, refused.body.code, refused.headers.get("retry-after")]).toEqual([503, "service_unavailable", "5"]);
    expect((await host.call("GET", "/api/health")).body.storage).toMatch(`${status}`);
    expect((await make()).status).toBe("FAILED");
    expect((await host.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: 90, held: 0 });

    bucket.failWith = null;
    expect((await host.call("GET", glb)).status).toBe(200);
    expect((await upload()).status).toBe(200);
    expect((await make()).status).toBe("SUCCEEDED");
    expect((await host.call("GET", "/api/credits", { user })).body).toMatchObject({ balance: 80, held: 0 });
    expect((await host.model3d.check()).invariants.flatMap(({ rows }) => rows)).toEqual([]);
  }, 60_000);
});
