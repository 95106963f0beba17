import { randomUUID } from "node:crypto";
import { createTestDatabase } from "@model-3d/test-utils/database";
import { errorBodySchema } from "@model-3d/contract";
import { expect, it } from "vitest";
import { uploadPhotos } from "./photos.ts";
import { startTestHost, until } from "./start-test-host.ts";

it("a host that has switched it off is answered, its tables and files are kept, and all is there again when it is switched on", async () => {
  const test = await createTestDatabase({ kind: "postgres" });
  const database = String(test.connection);
  const first = await startTestHost({ database });
  const directory = first.filesDirectory;
  const user = await first.user(100);
  const { body } = await first.call("POST", "/api/generate-3d-model", { user, json: { imageUrls: await uploadPhotos(first, user), sourceType: "product", sourceId: randomUUID() } });
  await until("it runs", () => first.provider.runs[0]);
  first.provider.runs[0]?.succeed();
  await until("it is made", async () => (await first.call("GET", `/api/product-3d-models?modelIds=${body.modelId}`, { user })).body.models[body.modelId]?.status === "SUCCEEDED");
  await first.model3d.stop();

  // Not even reachable: nothing is opened.
  const off = await startTestHost({ disabled: true, database: "postgres://nobody@127.0.0.1:1/nowhere" });
  for (const path of ["/api/credits", "/api/health", "/api/metrics", "/api/no-such-route"]) {
    const answer = await off.call("GET", path, { user });
    expect(answer.status).toBe(503);
    expect(errorBodySchema.parse(answer.body)).toMatchObject({ code: "service_unavailable", message: expect.stringContaining("switched off") });
    expect(answer.headers.get("retry-after")).toBe("3600");
  }
  await expect(off.model3d.credits.grant({ userId: user, amount: 1, planType: "one_time", reason: "test" })).rejects.toThrow("switched off");
  await expect(off.model3d.check()).rejects.toThrow("switched off");
  await off.stop();

  const again = await startTestHost({ database, storage: { kind: "folder", directory } });
  const { body: kept } = await again.call("GET", `/api/product-3d-models?modelIds=${body.modelId}`, { user });
  expect(kept.models[body.modelId]).toMatchObject({ status: "SUCCEEDED", version: 1 });
  await again.stop();
  await first.stop();
  await test.remove();
});
