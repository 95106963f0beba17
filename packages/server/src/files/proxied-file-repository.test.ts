import { randomUUID } from "node:crypto";
import { createTestDatabase, DATABASE_KINDS, type TestDatabase } from "@model-3d/test-utils/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { selectProxiedFile, type ProxiedFileRow } from "./proxied-file-repository.ts";
import { hashOfUrl, upsertProviderFiles } from "./provider-file-repository.ts";

describe.each(DATABASE_KINDS)("on %s, what is known of an address", (kind) => {
  const [owner, stranger] = [randomUUID(), randomUUID()];
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase({ kind });
  });
  afterAll(() => test.remove());

  async function addModel(userId: string, url: string): Promise<string> {
    const id = randomUUID();
    await test.database.asService(async (trx) => {
      await trx("product_3d_models").insert({ id, user_id: userId, source_type: "product", source_id: randomUUID(), input_images: {} });
      await upsertProviderFiles(trx, { modelId: id, userId, provider: "away", files: [{ kind: "glb", name: "model.glb", contentType: "model/gltf-binary", url }], expiresAt: null });
    });
    return id;
  }

  const addCopy = (userId: string, modelId: string, state: string) =>
    test.database.asService(async (trx) => {
      const times = { created_at: new Date(), updated_at: new Date() };
      await trx("stored_files").insert({ key: `models/${randomUUID()}`, user_id: userId, kind: "model_file", model_id: modelId, name: "model.glb", content_type: "model/gltf-binary", bytes: 4, sha256: "0".repeat(64), state, ...times });
    });

  const readAs = (userId: string, url: string) => test.database.readAsUser<ProxiedFileRow>(userId, selectProxiedFile(test.database.knex, url));
  const readAsService = (url: string) => test.database.asService(async (trx): Promise<ProxiedFileRow[]> => selectProxiedFile(trx, url));

  it("is the owner's and the service's to see, in one statement", async () => {
    const url = "https://assets.example/it's?a=$1&b=\\'";
    await addModel(owner, url);
    const expected = [expect.objectContaining({ remote_user_id: owner, remote_name: "model.glb", remote_content_type: "model/gltf-binary", remote_state: "waiting", key: null, sha256: null })];
    expect([await readAs(owner, url), await readAsService(url)]).toEqual([expected, expected]);
    expect([await readAs(stranger, url), await readAs(owner, `${url} `), await readAsService("https://assets.example/other")]).toEqual([[], [], []]);
  });

  it("is not found by a hash alone", async () => {
    const id = await addModel(owner, "https://assets.example/one");
    await test.database.asService((trx) => trx("provider_files").where({ model_id: id }).update({ url_sha256: hashOfUrl("https://assets.example/two") }));
    expect([await readAs(owner, "https://assets.example/one"), await readAs(owner, "https://assets.example/two")]).toEqual([[], []]);
  });

  it("is the copy, once that is whole, and of two models the one that has one", async () => {
    const url = "https://assets.example/shared";
    const [first, second] = [await addModel(owner, url), await addModel(owner, url)];
    await addCopy(owner, first, "writing");
    expect((await readAs(owner, url))[0]?.key).toBeNull();
    await addCopy(owner, second, "stored");
    expect((await readAs(owner, url)).map(({ model_id, state }) => [model_id, state])).toEqual([[second, "stored"]]);
  });
});
